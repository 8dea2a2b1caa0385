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

/**
 * Files of bgzip: gzip members of up to 64 KiB, each of which says how long it is (SAM/BAM format
 * specification, 4.1). Their headers alone are read for the index.
 *
 * <p>Encoded positions are bytes. What follows the last block is refused, as by bgzip. A file
 * without the empty block at its end was cut off, and is refused.
 */
public final class BgzfFormat implements SeekableFormat {
  /**
   * Blocks are taken together up to this: an index has fewer spans, and decoding a few is quick.
   */
  private static final int SPAN = 128 << 10;

  private static final long PROGRESS = 1 << 20;

  private final Tolerance tolerance;

  public BgzfFormat() {
    this(Tolerance.USUAL);
  }

  public BgzfFormat(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  @Override
  public Tolerance tolerance() {
    return tolerance;
  }

  /** Whether a file that begins so may be of it. Such a file looks like gzip as well. */
  public static boolean looksLike(ByteBuffer firstBytes) {
    int at = firstBytes.position();
    return GzipFormat.looksLike(firstBytes)
        && firstBytes.remaining() >= 16
        && firstBytes.get(at + 3) == 4
        && firstBytes.get(at + 12) == 'B'
        && firstBytes.get(at + 13) == 'C';
  }

  @Override
  public String name() {
    return "bgzf";
  }

  @Override
  public boolean isIndexQuick() {
    return false;
  }

  @Override
  public SeekIndex index(EncodedFile file, IndexProgress progress) throws IOException {
    SeekIndex.Builder builder = new SeekIndex.Builder();
    long decoded = 0;
    long spanStart = 0;
    long told = 0;
    int length = -1;
    for (long at = 0; at < file.length(); ) {
      if (tolerance.ignoreTail() && length == 0 && !BgzfBlock.beginsAt(file, at)) {
        builder.leaveOut(file.length() - at);
        break;
      }
      BgzfBlock block = BgzfBlock.read(file, at);
      length = block.decodedLength(file);
      if (length > 0 && (decoded == 0 || decoded + length - spanStart > SPAN)) {
        builder.add(decoded, at);
        spanStart = decoded;
      }
      decoded += length;
      at = block.end();
      if (at - told >= PROGRESS) {
        told = at;
        progress.at(at);
      }
    }
    if (length != 0) {
      throw new DamagedException(file.name() + ": was cut off: it has no empty block at its end");
    }
    return builder.build(decoded);
  }

  @Override
  public InputStream decode(EncodedFile file, SeekIndex index, int span) {
    return new BgzfSpan(file, index.encoded(span), index.end(span) - index.start(span));
  }
}
