package io.sluice.backends.seekable.bzip2;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import java.io.IOException;
import java.io.InputStream;

/**
 * Goes through the streams of a file, block by block, and decodes each: nothing tells beforehand
 * where a block ends, nor how long its content is. For one thread.
 *
 * <p>A block can only end where the next magic number is. That may be in its data by chance (once
 * in 2^48 bits, or made so), so the end is where the block decodes with the right CRC.
 */
final class BlockWalk {
  private static final int PIECE = 64 << 10;

  /** BZh. */
  private static final long MAGIC = 0x425A68;

  /** Magic numbers in one block's data that are put up with. */
  private static final int MOST_COINCIDENCES = 16;

  private final EncodedFile file;
  private final IndexProgress progress;
  private final Window window;
  private final byte[] sink = new byte[64 << 10];
  private final SeekIndex.Builder spans = new SeekIndex.Builder();
  private long decoded;
  private long bit;
  private final boolean ignoreTail;

  /**
   * @param ignoreTail whether what follows the last stream is left out whatever it is
   */
  BlockWalk(EncodedFile file, IndexProgress progress, boolean ignoreTail) throws IOException {
    this.file = file;
    this.ignoreTail = ignoreTail;
    this.progress = progress;
    window = new Window(file, progress);
  }

  SeekIndex index() throws IOException {
    do {
      stream();
      bit = bit + 7 & ~7;
    } while (beginsStream());
    return spans.leaveOut(leftOut()).build(decoded);
  }

  /** Whether what follows the stream before says that it is one. */
  private boolean beginsStream() throws IOException {
    long at = bit >>> 3;
    window.moveTo(at);
    return window.has(at + 3) && isHeader(window.bits(bit, 32));
  }

  private static boolean isHeader(long header) {
    int level = (int) (header & 0xFF) - '0';
    return header >>> 8 == MAGIC && level >= 1 && level <= 9;
  }

  /**
   * Bytes behind the last stream, which bzip2 leaves out, whatever they are. A stream whose header
   * is damaged looks so too, and leaving that out would make the disk shorter: it is an error where
   * that resembles a header, or holds a block anywhere. Zeroes are nothing to be told of.
   */
  private long leftOut() throws IOException {
    long start = bit >>> 3;
    long length = file.length();
    if (!ignoreTail && start < length && resemblesHeader(start, length)) {
      throw suspicious(start);
    }
    boolean isZero = true;
    for (long at = start; at < length; at += PIECE) {
      window.moveTo(at);
      long end = Math.min(length, at + PIECE);
      window.has(end - 1);
      for (long i = at; isZero && i < end; i++) {
        isZero = window.bits(i * 8, 8) == 0;
      }
      long magic = ignoreTail || isZero ? -1 : window.findMagic(at * 8, end * 8);
      if (magic >= 0) {
        throw suspicious(magic >>> 3);
      }
      progress.at(end);
    }
    return isZero ? 0 : length - start;
  }

  /** Three of four bytes are enough: one may be what is damaged. Or all there are. */
  private boolean resemblesHeader(long start, long length) throws IOException {
    int there = (int) Math.min(4, length - start);
    int same = 0;
    for (int i = 0; i < there; i++) {
      long next = window.bits((start + i) * 8, 8);
      same += i < 3 ? (next == "BZh".charAt(i) ? 1 : 0) : (next >= '1' && next <= '9' ? 1 : 0);
    }
    return same >= Math.min(3, there);
  }

  private DamagedException suspicious(long at) {
    return damaged(
        """
        what follows its stream's end at byte %d is no further stream, and at byte %d looks like \
        one; to leave it out all the same, set ignoreTail = true\
        """
            .formatted(bit >>> 3, at));
  }

  private void stream() throws IOException {
    int level = header();
    int combined = 0;
    for (long magic; (magic = window.bits(bit, Block.MAGIC_BITS)) != Block.STREAM_END; ) {
      if (magic != Block.MAGIC) {
        throw damaged("no block begins at byte %d, where one should".formatted(bit >>> 3));
      }
      int crc = (int) window.bits(bit + Block.MAGIC_BITS, Block.CRC_BITS);
      combined = Integer.rotateLeft(combined, 1) ^ crc;
      block(level);
    }
    if ((int) window.bits(bit + Block.MAGIC_BITS, Block.CRC_BITS) != combined) {
      throw damaged("the CRC of the stream that ends at byte %d is wrong".formatted(bit >>> 3));
    }
    bit += Block.MAGIC_BITS + Block.CRC_BITS;
  }

  private int header() throws IOException {
    long at = bit >>> 3;
    window.moveTo(at);
    long header = window.has(at + 3) ? window.bits(bit, 32) : 0;
    if (!isHeader(header)) {
      throw new DamagedException(
          file.name() + " is not a bzip2 file: it does not begin with BZh1 to BZh9");
    }
    bit += 32;
    return (int) (header & 0xFF) - '0';
  }

  private void block(int level) throws IOException {
    window.moveTo(bit >>> 3);
    progress.at(bit >>> 3);
    DamagedException why = null;
    long end = bit + Block.MAGIC_BITS;
    for (int i = 0; i <= MOST_COINCIDENCES; i++) {
      end = window.findMagic(end + 1, bit + Block.mostBits(level));
      if (end < 0) {
        break;
      }
      Block block = new Block(bit, (int) (end - bit), level);
      long length;
      try {
        length = decode(block);
      } catch (DamagedException e) {
        why = e;
        continue;
      }
      took(block, length);
      return;
    }
    throw damaged(
        """
        the block at byte %d can't be decoded, so where the content behind it begins is unknown. \
        Get the file anew, or save what bzip2recover can\
        """
            .formatted(bit >>> 3),
        why);
  }

  /** The length of its content; a failure when it does not end where it is said to. */
  private long decode(Block block) throws IOException {
    byte[] alone = block.alone(window.bytes(), bit - window.base() * 8);
    long length = 0;
    try (InputStream content = new BlockDecoder("a block", alone)) {
      for (int n; (n = content.read(sink)) >= 0; ) {
        length += n;
      }
    }
    return length;
  }

  private void took(Block block, long length) throws DamagedException {
    if (length > 0) {
      spans.add(decoded, block.bit(), block.state());
    }
    decoded += length;
    bit += block.bits();
  }

  private DamagedException damaged(String what) {
    return damaged(what, null);
  }

  private DamagedException damaged(String what, DamagedException why) {
    return new DamagedException("%s is damaged: %s".formatted(file.name(), what), why);
  }
}
