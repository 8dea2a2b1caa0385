package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.Tolerance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/**
 * Files of gzip and pigz (RFC 1952), of any number of members. They hold no table: all of it is
 * decoded once, and the state of the decoder kept at places in between.
 *
 * <p>Encoded positions are bits. What follows the last member is left out, as gzip does, unless it
 * may be a member itself.
 */
public final class GzipFormat implements SeekableFormat {
  /** Of an index: for 3 to 12 GiB, according to how well what they hold can be packed. */
  private static final long MOST_STATE = 32L << 20;

  private final long mostState;
  private final Tolerance tolerance;

  public GzipFormat() {
    this(Tolerance.USUAL);
  }

  public GzipFormat(Tolerance tolerance) {
    this(MOST_STATE, tolerance);
  }

  /**
   * @param mostState bytes of an index: with less, spans are longer
   */
  GzipFormat(long mostState) {
    this(mostState, Tolerance.USUAL);
  }

  private GzipFormat(long mostState, Tolerance tolerance) {
    this.mostState = mostState;
    this.tolerance = tolerance;
  }

  @Override
  public Tolerance tolerance() {
    return tolerance;
  }

  /** Whether a file that begins so may be of it. */
  public static boolean looksLike(ByteBuffer firstBytes) {
    int at = firstBytes.position();
    return firstBytes.remaining() > 2
        && (firstBytes.get(at) & 0xFF) == GzipHeader.ID1
        && (firstBytes.get(at + 1) & 0xFF) == GzipHeader.ID2
        && firstBytes.get(at + 2) == GzipHeader.DEFLATE;
  }

  @Override
  public String name() {
    return "gzip";
  }

  @Override
  public boolean isIndexQuick() {
    return false;
  }

  @Override
  public SeekIndex index(EncodedFile file, IndexProgress progress) throws IOException {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      return new GzipIndexing(file, progress, mostState, tolerance.ignoreTail(), deflater).run();
    } finally {
      deflater.end();
    }
  }

  @Override
  public InputStream decode(EncodedFile file, SeekIndex index, int span) throws IOException {
    long bit = index.encoded(span);
    if (bit < 0 || bit / Byte.SIZE >= file.length()) {
      throw new DamagedException(file.name() + ": is shorter than its index says");
    }
    long start = index.start(span);
    SpanState state = SpanState.decode(index.state(span));
    return new GzipSpan(file, start, index.end(span) - start, bit, state);
  }
}
