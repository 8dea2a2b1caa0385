package io.sluice.backends.seekable.vmdk;

import static io.sluice.backends.seekable.vmdk.ExtentHeader.TABLE_ENTRIES;
import static io.sluice.backends.seekable.vmdk.VmdkFormat.SECTOR;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tells that a file was cut off which has nothing at its end to say where that is, as qemu-img's
 * have not. Grains are written in the order of their LBAs, so that of the last table that has any,
 * the farthest is at the file's end.
 */
final class FarthestGrain {
  /** Tables without a grain that are read: 8 MiB, of 128 GiB of zeros at the disk's end. */
  private static final int MOST_TABLES = 4096;

  private final EncodedFile file;
  private final ExtentHeader header;

  FarthestGrain(EncodedFile file, ExtentHeader header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Reads the last tables.
   *
   * @param tables sectors, unsigned; 0 where there is no table
   * @throws DamagedException when the file ends before the grain does
   */
  void requireInside(int[] tables) throws IOException {
    int left = MOST_TABLES;
    for (int i = tables.length - 1; i >= 0 && left > 0; i--) {
      if (tables[i] != 0) {
        long sector = farthest(Integer.toUnsignedLong(tables[i]) * SECTOR);
        if (sector > 0) {
          requireInside(sector * SECTOR);
          return;
        }
        left--;
      }
    }
  }

  /** Sector; 0 where the table leads to zeros only. */
  private long farthest(long table) throws IOException {
    ByteBuffer entries = read(table, TABLE_ENTRIES * Integer.BYTES);
    long farthest = 0;
    while (entries.hasRemaining()) {
      farthest = Math.max(farthest, Integer.toUnsignedLong(entries.getInt()));
    }
    return header.hasZeroGrains() && farthest == 1 ? 0 : farthest;
  }

  private void requireInside(long grain) throws IOException {
    long end = grain + Grain.MARKER_BYTES;
    if (end <= file.length()) {
      int size = read(grain, Grain.MARKER_BYTES).getInt(8);
      boolean isSize = size > 0 && size <= 2 * header.grainBytes(); // else it is told when read
      end += isSize ? size : 0;
    }
    if (end > file.length()) {
      throw new DamagedException(
          "%s was cut off: it ends at %d, and has a grain at %d that ends at %d or behind"
              .formatted(file.name(), file.length(), grain, end));
    }
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    return file.read(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
