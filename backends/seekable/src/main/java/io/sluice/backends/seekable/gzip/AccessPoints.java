package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.SeekIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * The places of one file where decoding can begin, a mebibyte apart at first. When they take too
 * much memory, every other one goes, and those to come are twice as far apart.
 */
final class AccessPoints {
  static final long FIRST_SPACING = 1L << 20;

  /** A point's objects, besides its window. */
  private static final long OVERHEAD = 128;

  private static final class Point {
    private final long start;
    private final long bit;
    private final byte[] packedWindow;
    private int crc;
    private long length;

    Point(long start, long bit, byte[] packedWindow) {
      this.start = start;
      this.bit = bit;
      this.packedWindow = packedWindow;
    }

    long cost() {
      return OVERHEAD + packedWindow.length;
    }
  }

  private final long mostBytes;
  private final Deflater deflater;
  private final CRC32 crc = new CRC32();
  private List<Point> points = new ArrayList<>();
  private long bytes;
  private long decoded;
  private long spacing = FIRST_SPACING;

  /**
   * @param mostBytes of memory
   * @param deflater raw, for the windows
   */
  AccessPoints(long mostBytes, Deflater deflater) {
    this.mostBytes = mostBytes;
    this.deflater = deflater;
  }

  /** Decoded bytes so far. */
  long decoded() {
    return decoded;
  }

  /** What was decoded. */
  void decoded(byte[] from, int at, int length) {
    crc.update(from, at, length);
    decoded += length;
  }

  /**
   * Whether a point is due here.
   *
   * @param now decoded bytes
   */
  boolean isDue(long now) {
    return points.isEmpty() || now - last().start >= spacing;
  }

  /** Another point, at what was decoded so far. */
  void add(long bit, byte[] window) {
    endLast();
    Point point = new Point(decoded, bit, SpanState.pack(window, deflater));
    points.add(point);
    bytes += point.cost();
    while (bytes > mostBytes && points.size() > 2) {
      spacing *= 2;
      thin();
    }
  }

  private Point last() {
    return points.get(points.size() - 1);
  }

  private void endLast() {
    if (!points.isEmpty()) {
      last().crc = (int) crc.getValue();
      last().length = decoded - last().start;
    }
    crc.reset();
  }

  /** The last is not ended yet, and stays. */
  private void thin() {
    List<Point> kept = new ArrayList<>();
    bytes = 0;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      Point before = kept.isEmpty() ? null : kept.get(kept.size() - 1);
      if (before == null
          || i == points.size() - 1
          || point.start + point.length - before.start > spacing) {
        kept.add(point);
        bytes += point.cost();
      } else {
        before.crc = Crc32Join.join(before.crc, point.crc, point.length);
        before.length += point.length;
      }
    }
    points = kept;
  }

  /**
   * The index.
   *
   * @param leftOut bytes at the file's end that are none of it
   */
  SeekIndex build(long leftOut) throws DamagedException {
    endLast();
    SeekIndex.Builder builder = new SeekIndex.Builder();
    for (Point point : points) {
      if (point.length > 0) { // but where nothing follows the last
        builder.add(point.start, point.bit, SpanState.encode(point.crc, point.packedWindow));
      }
    }
    return builder.leaveOut(leftOut).build(decoded);
  }
}
