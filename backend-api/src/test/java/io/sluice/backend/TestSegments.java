package io.sluice.backend;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Segments as transports make them: odd splits, on the heap and off it. */
public final class TestSegments {
  private static final int LONGEST = 3000;

  private TestSegments() {}

  /** Segments of random lengths that together hold {@code content}. */
  public static Segments of(byte[] content, Random random) {
    Segments segments = ofLength(content.length, random);
    segments.put(0, content, 0, content.length);
    return segments;
  }

  /** Segments of random lengths, filled with rubbish. */
  public static Segments ofLength(int length, Random random) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int left = length; left > 0; ) {
      int part = random.nextInt(8) == 0 ? left : 1 + random.nextInt(Math.min(left, LONGEST));
      buffers.add(buffer(part, random));
      left -= part;
    }
    return Segments.of(buffers.toArray(ByteBuffer[]::new));
  }

  /** A part of a larger buffer, so that a mistake at its edges shows. */
  private static ByteBuffer buffer(int length, Random random) {
    int before = random.nextInt(20);
    int all = before + length + random.nextInt(20);
    ByteBuffer buffer =
        random.nextBoolean() ? ByteBuffer.allocate(all) : ByteBuffer.allocateDirect(all);
    for (int i = 0; i < all; i++) {
      buffer.put(i, (byte) 0xA5);
    }
    return buffer.position(before).limit(before + length);
  }

  /** A copy of all bytes. */
  public static byte[] toByteArray(Segments segments) {
    byte[] bytes = new byte[Math.toIntExact(segments.length())];
    segments.get(0, bytes, 0, bytes.length);
    return bytes;
  }
}
