package io.sluice.backend.seekable.bzip2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.property.Any;
import io.sluice.property.Property;
import java.math.BigInteger;

class BitsTest {
  private static BigInteger bits(byte[] bytes, int bit, int count) {
    BigInteger mask = BigInteger.ONE.shiftLeft(count).subtract(BigInteger.ONE);
    return new BigInteger(1, bytes).shiftRight(bytes.length * 8 - bit - count).and(mask);
  }

  @Property(tries = 300)
  void shouldAlignBits(Any any) {
    byte[] from = any.bytes(1, 40);
    int anyBit = any.intWithin(0, 319);
    int anyCount = any.intWithin(0, 319);
    int at = any.intWithin(0, 3);
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
  void shouldGetBits(Any any) {
    byte[] from = any.bytes(7, 20);
    int anyBit = any.intWithin(0, 159);
    int count = any.intWithin(1, 56);
    int bit = anyBit % (from.length * 8 - count + 1);
    assertEquals(bits(from, bit, count), BigInteger.valueOf(Bits.get(from, bit, count)));
  }

  @Property(tries = 300)
  void shouldPutBits(Any any) {
    long value = any.longValue();
    int bit = any.intWithin(0, 40);
    int count = any.intWithin(1, 56);
    byte[] into = new byte[12];
    Bits.put(into, bit, value, count);
    assertEquals(value & (1L << count) - 1, Bits.get(into, bit, count));
    Bits.put(into, bit, 0, count);
    byte[] alone = new byte[12];
    Bits.put(alone, bit, value, count);
    assertArrayEquals(alone, into, "nothing else is touched");
  }
}
