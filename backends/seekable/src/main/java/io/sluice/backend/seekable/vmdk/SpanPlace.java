package io.sluice.backend.seekable.vmdk;

import io.sluice.backend.seekable.DamagedException;

/**
 * What an index keeps of a span: where the entries of its grains are, in one table. They are read
 * when the span is.
 *
 * @param entries byte in the file; 0 where no table leads to the span, and it is zeros
 * @param grainSectors a power of two
 * @param hasZeroGrains whether an entry of 1 is a grain of zeros
 */
record SpanPlace(long entries, int grainSectors, boolean hasZeroGrains) {
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
