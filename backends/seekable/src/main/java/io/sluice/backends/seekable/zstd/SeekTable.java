package io.sluice.backends.seekable.zstd;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The table of frames at the end of a file of the seekable format. It lists all of the file before
 * it, frame after frame.
 */
final class SeekTable {
  private static final int MAGIC = 0x8F92EAB1;
  private static final int FRAME_MAGIC = 0x184D2A5E;
  private static final int FRAME_HEADER = 8;
  private static final int FOOTER = 9;
  private static final int CHECKSUM_FLAG = 0x80;
  private static final int RESERVED = 0x7C;
  private static final int PIECE = 64 << 10;

  private final EncodedFile file;

  /** Where the table's frame begins: the frames that it lists end there. */
  private final long at;

  private final long frames;
  private final boolean hasChecksums;

  private SeekTable(EncodedFile file, long at, long frames, boolean hasChecksums) {
    this.file = file;
    this.at = at;
    this.frames = frames;
    this.hasChecksums = hasChecksums;
  }

  /**
   * The table of a file.
   *
   * @return empty when the file does not end with one
   * @throws DamagedException when it does, and the table is wrong
   */
  static Optional<SeekTable> find(EncodedFile file) throws IOException {
    long footerAt = file.length() - FOOTER;
    if (footerAt < FRAME_HEADER) {
      return Optional.empty();
    }
    ByteBuffer footer = file.read(footerAt, FOOTER).order(ByteOrder.LITTLE_ENDIAN);
    if (footer.getInt(5) != MAGIC) {
      return Optional.empty();
    }
    int descriptor = footer.get(4);
    long frames = Integer.toUnsignedLong(footer.getInt(0));
    boolean hasChecksums = (descriptor & CHECKSUM_FLAG) != 0;
    long size = frames * entry(hasChecksums);
    long at = footerAt - size - FRAME_HEADER;
    if (at < 0) {
      throw damaged(file, "begins before the file does");
    }
    ByteBuffer header = file.read(at, FRAME_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(0) != FRAME_MAGIC
        || Integer.toUnsignedLong(header.getInt(4)) != size + FOOTER
        || (descriptor & RESERVED) != 0) {
      throw damaged(file, "has a wrong header");
    }
    return Optional.of(new SeekTable(file, at, frames, hasChecksums));
  }

  SeekIndex index(IndexProgress progress) throws IOException {
    SeekIndex.Builder index = new SeekIndex.Builder();
    byte[] bytes = new byte[entry(hasChecksums)];
    ByteBuffer entry = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    InputStream in = file.stream(at + FRAME_HEADER, frames * bytes.length, PIECE);
    long frameAt = 0;
    long decoded = 0;
    for (long i = 0; i < frames; i++) {
      if (i % PIECE == 0) {
        progress.at(at + i * bytes.length);
      }
      in.readNBytes(bytes, 0, bytes.length);
      long size = Integer.toUnsignedLong(entry.getInt(0));
      long content = Integer.toUnsignedLong(entry.getInt(4));
      if (size > at - frameAt) {
        throw damaged(file, "lists frames that are not there");
      }
      if (content > 0) {
        index.add(decoded, frameAt, state(entry));
      }
      frameAt += size;
      decoded += content;
    }
    if (frameAt != at) {
      throw damaged(file, "does not list all frames");
    }
    return index.build(decoded);
  }

  /** A frame's size and checksum, as they are in the table; nothing where it has no checksums. */
  private byte[] state(ByteBuffer entry) {
    return hasChecksums ? new ListedFrame(entry.getInt(0), entry.getInt(8)).state() : new byte[0];
  }

  private static int entry(boolean hasChecksums) {
    return hasChecksums ? 12 : 8;
  }

  private static DamagedException damaged(EncodedFile file, String how) {
    return new DamagedException(
        "%s is damaged: its seek table %s; decode it with zstd -d, and compress it again"
            .formatted(file.name(), how));
  }
}
