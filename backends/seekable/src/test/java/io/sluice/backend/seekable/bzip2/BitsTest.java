package io.sluice.backend.seekable.bzip2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BitsTest {
  private static BigInteger bits(byte[] bytes, int bit, int count) {
    BigInteger mask = BigInteger.ONE.shiftLeft(count).subtract(BigInteger.ONE);
    return new BigInteger(1, bytes).shiftRight(bytes.length * 8 - bit - count).and(mask);
  }

  @Property(tries = 300)
  void shouldAlignBits(
      @ForAll @Size(min = 1, max = 40) byte[] from,
      @ForAll @IntRange(max = 319) int anyBit,
      @ForAll @IntRange(max = 319) int anyCount,
      @ForAll @IntRange(max = 3) int at) {
    int bit = anyBit % (from.length * 8);
    int count = 1 + anyCount % (from.length * 8 - bit);
    byte[] into = new byte[at + (count + 7) / 8];
    Bits.align(from, bit, into, at, count);
    assertEquals(bits(from, bit, count), bits(into, at * 8, count));
    assertEquals(BigInteger.ZERO, bits(into, 0, at * 8), "what is before is left alone");
    int end = at * 8 + count;
    assertEquals(BigInteger.ZERO, bits(into, end, into.length * 8 - end), "filled up with 0");
  }

  @Property(tries = 300)
  void shouldGetBits(
      @ForAll @Size(min = 7, max = 20) byte[] from,
      @ForAll @IntRange(max = 159) int anyBit,
      @ForAll @IntRange(min = 1, max = 56) int count) {
    int bit = anyBit % (from.length * 8 - count + 1);
    assertEquals(bits(from, bit, count), BigInteger.valueOf(Bits.get(from, bit, count)));
  }

  @Property(tries = 300)
  void shouldPutBits(
      @ForAll long value,
      @ForAll @IntRange(max = 40) int bit,
      @ForAll @IntRange(min = 1, max = 56) int count) {
    byte[] into = new byte[12];
    Bits.put(into, bit, value, count);
    assertEquals(value & (1L << count) - 1, Bits.get(into, bit, count));
    Bits.put(into, bit, 0, count);
    byte[] alone = new byte[12];
    Bits.put(alone, bit, value, count);
    assertArrayEquals(alone, into, "nothing else is touched");
  }
}
