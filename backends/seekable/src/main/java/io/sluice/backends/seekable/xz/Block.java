package io.sluice.backends.seekable.xz;

import io.sluice.backends.seekable.DamagedException;
import java.nio.ByteBuffer;

/**
 * One block (3).
 *
 * @param at its first byte in the file
 * @param unpadded its bytes without what pads them to a multiple of four
 * @param decoded what it gives, in bytes
 * @param check kind of its check (2.1.1.2)
 */
record Block(long at, long unpadded, long decoded, int check) {
  /** The state of a span: the kind of check, one byte, and the unpadded size, eight bytes. */
  static Block of(long at, long decoded, byte[] state) throws DamagedException {
    if (state.length != 9) {
      throw new DamagedException("an index that says nothing of the block at " + at);
    }
    ByteBuffer fields = ByteBuffer.wrap(state);
    int check = fields.get();
    return new Block(at, fields.getLong(), decoded, check);
  }

  byte[] state() {
    return ByteBuffer.allocate(9).put((byte) check).putLong(unpadded).array();
  }

  long padded() {
    return padded(unpadded);
  }

  static long padded(long size) {
    return size + 3 & ~3L;
  }
}
