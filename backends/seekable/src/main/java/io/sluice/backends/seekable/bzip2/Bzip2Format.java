package io.sluice.backends.seekable.bzip2;

import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.ExactStream;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.Tolerance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * bzip2 files: streams one after the other, as bzip2, pbzip2 and lbzip2 write them. A span is a
 * block: 900,000 bytes, more where runs of one byte are long; its place is counted in bits. Finding
 * the blocks decodes all of them. Each has a CRC.
 *
 * <p>The format has no specification but its program; see also bzip2recover, and Tsai, "BZIP2:
 * Format Specification".
 */
public final class Bzip2Format implements SeekableFormat {
  private final Tolerance tolerance;

  public Bzip2Format() {
    this(Tolerance.USUAL);
  }

  public Bzip2Format(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  @Override
  public Tolerance tolerance() {
    return tolerance;
  }

  /** Whether a file that begins with these bytes, ten at least, may be of this format. */
  public static boolean looksLike(ByteBuffer firstBytes) {
    byte[] bytes = new byte[10];
    if (firstBytes.remaining() < bytes.length) {
      return false;
    }
    firstBytes.duplicate().get(bytes);
    long magic = Bits.get(bytes, 32, Block.MAGIC_BITS);
    return Bits.get(bytes, 0, 24) == 0x425A68
        && bytes[3] >= '1'
        && bytes[3] <= '9'
        && (magic == Block.MAGIC || magic == Block.STREAM_END);
  }

  @Override
  public String name() {
    return "bzip2";
  }

  @Override
  public boolean isIndexQuick() {
    return false;
  }

  @Override
  public SeekIndex index(EncodedFile file, IndexProgress progress) throws IOException {
    return new BlockWalk(file, progress, tolerance.ignoreTail()).index();
  }

  /** Of the first block: all are made alike as a rule. */
  @Override
  public long decoderMemory(EncodedFile file, SeekIndex index) throws IOException {
    return Block.of(index, 0).decoderBytes();
  }

  @Override
  public InputStream decode(EncodedFile file, SeekIndex index, int span) throws IOException {
    Block block = Block.of(index, span);
    byte[] bytes = file.read(block.bit() >>> 3, block.encodedBytes()).array();
    String what = "%s, the block at byte %d,".formatted(file.name(), block.bit() >>> 3);
    return new ExactStream(
        new BlockDecoder(what, block.alone(bytes, block.bit() & 7)),
        what,
        index.end(span) - index.start(span));
  }
}
