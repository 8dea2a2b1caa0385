package io.sluice.backends.seekable.vmdk;

import io.sluice.backends.seekable.DamagedException;
import java.nio.ByteBuffer;

/**
 * What an index keeps of a span: where the entries of its grains are, in one table. They are read
 * when the span is.
 *
 * @param entries byte in the file; 0 where no table leads to the span, and it is zeros
 * @param grainSectors a power of two
 * @param hasZeroGrains whether an entry of 1 is a grain of zeros
 */
record SpanPlace(long entries, int grainSectors, boolean hasZeroGrains) {
  /** The {@link io.sluice.backends.seekable.SeekIndex#state} where entries are in the file once. */
  static final byte[] NO_COPY = {};

  /**
   * The state where they are there twice.
   *
   * @param further bytes from the entries to their second copy
   * @param last a state, which is returned when it says so already: an index has many spans
   */
  static byte[] copyState(long further, byte[] last) {
    return last.length > 0 && ByteBuffer.wrap(last).getLong() == further
        ? last
        : ByteBuffer.allocate(Long.BYTES).putLong(further).array();
  }

  /** Byte in the file of the entries' second copy; 0 where there is none. */
  long copy(byte[] state) {
    return state.length == Long.BYTES ? entries + ByteBuffer.wrap(state).getLong() : 0;
  }

  static SpanPlace unpack(long packed) throws DamagedException {
    SpanPlace place = new SpanPlace(packed >>> 8, 1 << (packed >>> 1 & 31), (packed & 1) != 0);
    if (packed < 0
        || place.grainSectors < ExtentHeader.FEWEST_GRAIN_SECTORS
        || place.grainSectors > ExtentHeader.MOST_GRAIN_SECTORS) {
      throw new DamagedException("an index that is not of a VMDK file");
    }
    return place;
  }

  long pack() {
    return entries << 8
        | (long) Integer.numberOfTrailingZeros(grainSectors) << 1
        | (hasZeroGrains ? 1 : 0);
  }
}
