package io.sluice.backends.seekable.zstd;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes the seekable format, version 0.1.0, as its description says. */
final class SeekableFile {
  private final boolean hasChecksums;
  private final boolean framesHaveChecksums;
  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
  private int count;

  SeekableFile(boolean hasChecksums, boolean framesHaveChecksums) {
    this.hasChecksums = hasChecksums;
    this.framesHaveChecksums = framesHaveChecksums;
  }

  SeekableFile add(byte[] content, int frame) {
    for (int at = 0; at < content.length; at += frame) {
      add(Arrays.copyOfRange(content, at, Math.min(at + frame, content.length)));
    }
    return this;
  }

  SeekableFile add(byte[] content) {
    byte[] frame = compress(content, framesHaveChecksums);
    return addEntry(frame, content.length, checksum(content));
  }

  /** A frame, or what is said to be one, and what the table says of it. */
  SeekableFile addEntry(byte[] frame, int contentSize, int checksum) {
    frames.writeBytes(frame);
    ByteBuffer entry = little(hasChecksums ? 12 : 8).putInt(frame.length).putInt(contentSize);
    entries.writeBytes((hasChecksums ? entry.putInt(checksum) : entry).array());
    count++;
    return this;
  }

  byte[] bytes() {
    return little(frames.size() + 8 + entries.size() + 9)
        .put(frames.toByteArray())
        .putInt(0x184D2A5E)
        .putInt(entries.size() + 9)
        .put(entries.toByteArray())
        .putInt(count)
        .put((byte) (hasChecksums ? 0x80 : 0))
        .putInt(0x8F92EAB1)
        .array();
  }

  static byte[] compress(byte[] content, boolean withChecksum) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      return context.setLevel(1).setChecksum(withChecksum).compress(content);
    }
  }

  /** The lower half of the XXH64, as a frame of it ends with. */
  static int checksum(byte[] content) {
    byte[] frame = compress(content, true);
    return ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getInt(frame.length - 4);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
