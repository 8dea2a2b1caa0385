package io.sluice.backends.seekable.xz;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.ExactStream;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.Tolerance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.UnsupportedOptionsException;

/**
 * Files of {@code xz} and {@code pixz}: a span is a block. Streams may follow one another, with
 * padding. The content is what {@code xz -dc} gives; that includes the list of files which {@code
 * pixz} appends to a tar archive, unless told {@code -t}.
 *
 * <p>A decoder takes up to 128 MiB unless more is put up with: {@code xz -9} needs 64 MiB, and no
 * block needs more than its own length.
 *
 * <p>A span's place counts bytes; its state is a {@link Block}'s.
 */
public final class XzFormat implements SeekableFormat {
  private final Tolerance tolerance;

  public XzFormat() {
    this(Tolerance.USUAL);
  }

  public XzFormat(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  @Override
  public Tolerance tolerance() {
    return tolerance;
  }

  @Override
  public String name() {
    return "xz";
  }

  /** Whether a file that begins so is of this format. Leaves the buffer as it is. */
  public static boolean looksLike(ByteBuffer firstBytes) {
    return StreamFlags.beginsWithMagic(firstBytes);
  }

  /** True: the index is at the end of each stream. */
  @Override
  public boolean isIndexQuick() {
    return true;
  }

  @Override
  public SeekIndex index(EncodedFile file, IndexProgress progress) throws IOException {
    SeekIndex.Builder index = new SeekIndex.Builder();
    long decoded = 0;
    StreamsReader streams = new StreamsReader(file, progress, tolerance.ignoreTail());
    for (XzStream stream : streams.read()) {
      long at = stream.start() + StreamFlags.SIZE;
      for (int i = 0; i < stream.blocks(); i++) {
        Block block = new Block(at, stream.unpadded(i), stream.decoded(i), stream.check());
        if (block.decoded() > 0) {
          index.add(decoded, at, block.state());
        }
        if (block.decoded() > Long.MAX_VALUE - decoded) {
          throw new DamagedException(file.name() + " has an index of more than 2^63 bytes");
        }
        decoded += block.decoded();
        at += block.padded();
      }
    }
    SeekIndex whole = index.leaveOut(streams.leftOut()).build(decoded);
    requireDecodable(file, whole);
    return whole;
  }

  /** All blocks are made alike as a rule: what the first needs is told before anything is read. */
  private void requireDecodable(EncodedFile file, SeekIndex index) throws IOException {
    if (index.spans() == 0) {
      return;
    }
    try {
      Block first = block(index, 0);
      BlockStream.requireDecodable(file, first, tolerance.window(), what(file, first));
    } catch (DamagedException e) {
      if (e.getCause() instanceof UnsupportedOptionsException
          || e.getCause() instanceof MemoryLimitException) {
        throw e;
      }
      // Damage of one block is told where it is read.
    }
  }

  /** Of the first block: all are made alike as a rule. */
  @Override
  public long decoderMemory(EncodedFile file, SeekIndex index) throws IOException {
    try {
      return BlockStream.memory(file, block(index, 0), file.name());
    } catch (DamagedException e) {
      return SeekableFormat.super.decoderMemory(file, index); // it is told where it is read
    }
  }

  @Override
  public InputStream decode(EncodedFile file, SeekIndex index, int span) throws IOException {
    Block block = block(index, span);
    String what = what(file, block);
    return new ExactStream(
        new BlockStream(file, block, tolerance.window(), what), what, block.decoded());
  }

  private static String what(EncodedFile file, Block block) {
    return "%s: the block at %d".formatted(file.name(), block.at());
  }

  private static Block block(SeekIndex index, int span) throws IOException {
    long length = index.end(span) - index.start(span);
    return Block.of(index.encoded(span), length, index.state(span));
  }
}
