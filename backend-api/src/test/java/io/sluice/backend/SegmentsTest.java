package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.property.Any;
import io.sluice.property.Property;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentsTest {
  private static byte[] randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Slices, slices of slices and so on, against the same parts of an array. */
  @Property(tries = 300)
  void shouldSliceLikeAnArray(Any any) {
    int length = any.intWithin(0, 20_000);
    Random random = any.random();
    byte[] model = randomBytes(random, length);
    Segments segments = TestSegments.of(model, random);
    for (int depth = 0; depth < 4; depth++) {
      assertArrayEquals(model, TestSegments.toByteArray(segments));
      assertConsistent(segments, model);
      int from = random.nextInt(model.length + 1);
      int part = random.nextInt(model.length - from + 1);
      segments = segments.slice(from, part);
      model = Arrays.copyOfRange(model, from, from + part);
    }
  }

  private static void assertConsistent(Segments segments, byte[] model) {
    assertEquals(model.length, segments.length());
    int at = 0;
    for (int i = 0; i < segments.count(); i++) {
      assertTrue(segments.length(i) > 0, "an empty region");
      ByteBuffer buffer = segments.buffer(i);
      assertEquals(segments.length(i), buffer.remaining());
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      assertArrayEquals(Arrays.copyOfRange(model, at, at + bytes.length), bytes);
      at += bytes.length;
    }
    assertEquals(model.length, at);
  }

  @Property(tries = 300)
  void shouldPutGetAndZeroLikeAnArray(Any any) {
    int length = any.intWithin(0, 9000);
    Random random = any.random();
    byte[] model = randomBytes(random, length);
    Segments segments = TestSegments.of(model, random);
    for (int i = 0; i < 10; i++) {
      int from = random.nextInt(length + 1);
      int part = random.nextInt(length - from + 1);
      if (random.nextInt(4) == 0) {
        segments.zero(from, part);
        Arrays.fill(model, from, from + part, (byte) 0);
      } else {
        byte[] data = randomBytes(random, part + 3);
        segments.put(from, data, 2, part);
        System.arraycopy(data, 2, model, from, part);
      }
      byte[] got = new byte[part + 3];
      segments.get(from, got, 1, part);
      assertArrayEquals(
          Arrays.copyOfRange(model, from, from + part), Arrays.copyOfRange(got, 1, part + 1));
      assertEquals(0, got[0] | got[part + 1]);
    }
    assertArrayEquals(model, TestSegments.toByteArray(segments));
  }

  @Test
  void shouldWriteThroughASliceIntoTheWhole() {
    byte[] bytes = new byte[10];
    Segments.of(ByteBuffer.wrap(bytes, 0, 3), ByteBuffer.wrap(bytes, 3, 7))
        .slice(2, 4)
        .slice(1, 2)
        .put(0, new byte[] {1, 2}, 0, 2);
    assertArrayEquals(new byte[] {0, 0, 0, 1, 2, 0, 0, 0, 0, 0}, bytes);
  }

  @Test
  void shouldZeroMoreThanItsOwnBlockOfZeroes() {
    byte[] bytes = new byte[200_000];
    Arrays.fill(bytes, (byte) 7);
    Segments.of(bytes).zero(1, bytes.length - 2);
    byte[] expected = new byte[bytes.length];
    expected[0] = expected[bytes.length - 1] = 7;
    assertArrayEquals(expected, bytes);
  }

  @Test
  void shouldBeEmptyWithoutBytes() {
    assertEquals(0, Segments.EMPTY.length());
    assertEquals(0, Segments.EMPTY.count());
    assertEquals(0, Segments.of(ByteBuffer.allocate(0), ByteBuffer.allocate(0)).count());
    assertEquals(0, Segments.of(new byte[5]).slice(5, 0).count());
    Segments.EMPTY.get(0, new byte[0], 0, 0);
  }

  @Test
  void shouldBeItsOwnWholeSlice() {
    Segments segments = Segments.of(new byte[5]);
    assertSame(segments, segments.slice(0, 5));
  }

  @Test
  void shouldLeaveTheGivenBuffersAlone() {
    ByteBuffer given = ByteBuffer.allocate(10).position(2).limit(7);
    Segments segments = Segments.of(given);
    segments.put(0, new byte[5], 0, 5);
    assertEquals(5, segments.length());
    assertEquals(2, given.position());
    assertEquals(7, given.limit());
  }

  @Test
  void shouldRefuseWhatIsOutside() {
    Segments segments = Segments.of(new byte[10]).slice(2, 6);
    assertThrows(IndexOutOfBoundsException.class, () -> segments.slice(0, 7));
    assertThrows(IndexOutOfBoundsException.class, () -> segments.slice(-1, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> segments.slice(Long.MAX_VALUE, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> segments.get(5, new byte[2], 0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> segments.put(5, new byte[2], 0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> segments.put(0, new byte[2], 1, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> segments.zero(0, 7));
  }

  @Test
  void shouldMoveTheAddressesOfASlice() {
    Segments segments =
        new Segments() {
          private final ByteBuffer memory = ByteBuffer.allocateDirect(100);

          @Override
          public int count() {
            return 2;
          }

          @Override
          public long length() {
            return 100;
          }

          @Override
          public int length(int i) {
            return 50;
          }

          @Override
          protected ByteBuffer base(int i) {
            return memory;
          }

          @Override
          protected int start(int i) {
            return 50 * i;
          }

          @Override
          public long address(int i) {
            return 1000 + 500L * i;
          }
        };
    Segments slice = segments.slice(20, 60);
    assertEquals(1020, slice.address(0));
    assertEquals(1500, slice.address(1));
    assertEquals(1525, slice.slice(55, 5).address(0));
    assertEquals(0, slice.iovecs());
    assertEquals(30, slice.length(0));
    assertEquals(30, slice.length(1));
  }
}
