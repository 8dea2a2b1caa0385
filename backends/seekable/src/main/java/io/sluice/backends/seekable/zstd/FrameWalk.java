package io.sluice.backends.seekable.zstd;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import io.sluice.backends.seekable.Tolerance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds the frames of a file from its beginning on. A frame does not tell how long it is, but each
 * of its blocks does; it is decoded only where it does not tell the size of its content.
 */
final class FrameWalk {
  private static final int SKIPPABLE_HEADER = 8;
  private static final int BLOCK_HEADER = 3;
  private static final int MAX_BLOCK = 128 << 10;

  /** Block headers are far apart. */
  private static final int HEADERS_PIECE = 4 << 10;

  private static final int PIECE = 128 << 10;

  private final EncodedFile file;
  private final IndexProgress progress;
  private final Tolerance tolerance;
  private final SeekIndex.Builder index = new SeekIndex.Builder();
  private long decoded;
  private long at;

  FrameWalk(EncodedFile file, IndexProgress progress, Tolerance tolerance) {
    this.file = file;
    this.tolerance = tolerance;
    this.progress = progress;
  }

  SeekIndex index() throws IOException {
    long length = file.length();
    do {
      ByteBuffer first = file.read(at, (int) Math.min(FrameHeader.MAX_SIZE, length - at));
      int magic = first.remaining() < 4 ? 0 : first.order(ByteOrder.LITTLE_ENDIAN).getInt(0);
      if (magic == FrameHeader.MAGIC) {
        addFrame(header(first));
      } else if (FrameHeader.isSkippable(magic) && first.remaining() >= SKIPPABLE_HEADER) {
        at += SKIPPABLE_HEADER + Integer.toUnsignedLong(first.getInt(4));
      } else if (at == 0) {
        throw new DamagedException(file.name() + " is not a zstd file: it does not begin as one");
      } else if (tolerance.ignoreTail()) {
        return index.leaveOut(length - at).build(decoded);
      } else {
        throw damaged(
            "no frame begins there; ignoreTail = true leaves out what follows the last one");
      }
      if (at > length) {
        throw new DamagedException(file.name() + " is damaged: it is cut off in its last frame");
      }
      progress.at(at);
    } while (at < length);
    return index.build(decoded);
  }

  private FrameHeader header(ByteBuffer first) throws IOException {
    FrameHeader header =
        FrameHeader.parse(first).orElseThrow(() -> damaged("its frame has a wrong header"));
    if (header.dictionary() != 0) {
      throw new DamagedException(
          "%s needs dictionary %d; compress it again without"
              .formatted(file.name(), header.dictionary()));
    }
    if (header.window() > tolerance.window()) {
      throw new DamagedException(
          """
          %s needs a window of %d MiB, which decoding takes of memory: set window = %dM, or compress \
          it again with --long=27 or less\
          """
              .formatted(file.name(), mebibytes(header.window()), mebibytes(header.window())));
    }
    return header;
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }

  private void addFrame(FrameHeader header) throws IOException {
    long start = at;
    // No more than MAX_BLOCK for each three bytes of the file: the sum can't overflow.
    long content = header.contentSize() < 0 ? decodeFrame() : skipFrame(header);
    if (content > 0) {
      index.add(decoded, start);
    }
    decoded += content;
  }

  /** What the frame gives, which is not kept. */
  private long decodeFrame() throws IOException {
    byte[] piece = new byte[PIECE];
    long content = 0;
    String what = "%s: the frame at %d".formatted(file.name(), at);
    try (FrameStream frame =
        new FrameStream(file.stream(at, PIECE), PIECE, tolerance.window(), what)) {
      for (int n = 0; n >= 0; n = frame.read(piece)) {
        content += n;
        progress.at(at + frame.consumed());
      }
      at += frame.consumed();
    }
    return content;
  }

  /** What the frame says that it gives. */
  private long skipFrame(FrameHeader header) throws IOException {
    at += header.size();
    long most = 0;
    InputStream blocks = file.stream(at, HEADERS_PIECE);
    for (boolean isLast = false; !isLast; ) {
      byte[] bytes = blocks.readNBytes(BLOCK_HEADER);
      if (bytes.length < BLOCK_HEADER) {
        throw damaged("it is cut off in a frame");
      }
      int block = bytes[0] & 0xFF | (bytes[1] & 0xFF) << 8 | (bytes[2] & 0xFF) << 16;
      isLast = (block & 1) != 0;
      most += most(block);
      // A repeated byte is there once.
      int size = (block >> 1 & 3) == 1 ? 1 : block >> 3;
      at += BLOCK_HEADER + size;
      if (!isLast && blocks.skip(size) < size) {
        throw damaged("it is cut off in a frame");
      }
      progress.at(at);
    }
    if (header.contentSize() > most) {
      throw damaged("the frame before has less than it says");
    }
    at += header.hasChecksum() ? 4 : 0;
    return header.contentSize();
  }

  /** The most bytes that a block can give (3.1.1.2). */
  private int most(int block) throws DamagedException {
    int size = block >> 3;
    int type = block >> 1 & 3;
    if (type == 3 || size > MAX_BLOCK) {
      throw damaged("a block there can't be one");
    }
    return type == 2 ? MAX_BLOCK : size;
  }

  private DamagedException damaged(String how) {
    return new DamagedException("%s is damaged at byte %d: %s".formatted(file.name(), at, how));
  }
}
