package io.sluice.backends.seekable.vmdk;

import static io.sluice.backends.seekable.vmdk.VmdkFormat.SECTOR;

import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The sparse extent header, or the footer that stands for it where the header was written before
 * the grain directory's place was known. Checked.
 *
 * @param capacity sectors of the disk
 * @param grainSectors a power of two
 * @param descriptorSector where the descriptor is
 * @param descriptorSectors its length
 * @param directorySector where the grain directory is
 * @param copySector where the second copy of the grain directory is, which leads to second copies
 *     of the tables; 0 where there is none
 * @param hasZeroGrains whether a table entry of 1 is a grain of zeros
 * @param isFooter whether it is the footer, which tells that the file is there to its end
 */
record ExtentHeader(
    long capacity,
    int grainSectors,
    long descriptorSector,
    int descriptorSectors,
    long directorySector,
    long copySector,
    boolean hasZeroGrains,
    boolean isFooter) {

  /** {@code KDMV} in the file. */
  static final int MAGIC = 0x564D444B;

  /** Grains that one table leads to. */
  static final int TABLE_ENTRIES = 512;

  private static final String DESCRIPTOR_FILE = "# Disk DescriptorFile";
  private static final int MAGIC_OF_ESX = 0x44574F43;

  private static final int COPY = 1 << 1;
  private static final int ZERO_GRAINS = 1 << 2;
  private static final int COMPRESSED = 1 << 16;
  private static final int MARKERS = 1 << 17;
  private static final int NEWLINES = 1;
  private static final int DEFLATE = 1;
  private static final int FOOTER_MARKER = 3;
  private static final long DIRECTORY_IN_FOOTER = -1;

  /** 64 TiB. */
  private static final long MOST_SECTORS = 1L << 37;

  static final int FEWEST_GRAIN_SECTORS = 8;

  /** 2 MiB; all known programs write 64 KiB. */
  static final int MOST_GRAIN_SECTORS = 4096;

  private static final int MOST_DESCRIPTOR_SECTORS = 2048;

  int grainBytes() {
    return grainSectors * SECTOR;
  }

  /** Reads the header, and the footer where the header says so. */
  static ExtentHeader read(EncodedFile file) throws IOException {
    if (file.length() < SECTOR) {
      throw notVmdk(file);
    }
    ByteBuffer bytes = read(file, 0, SECTOR);
    requireStreamOptimized(file, bytes);
    if (file.length() % SECTOR != 0) {
      throw damaged(file, "its length is no multiple of 512: it was cut off");
    }
    if (bytes.getLong(56) != DIRECTORY_IN_FOOTER) {
      return parse(file, bytes, false);
    }
    ByteBuffer footer = footer(file);
    requireStreamOptimized(file, footer);
    if (footer.getLong(56) == DIRECTORY_IN_FOOTER) {
      throw damaged(file, "its footer says that the grain directory is in the footer");
    }
    return parse(file, footer, true);
  }

  private static ByteBuffer read(EncodedFile file, long offset, int length) throws IOException {
    return file.read(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A marker, the footer, and the marker of the stream's end are the last three sectors. */
  private static ByteBuffer footer(EncodedFile file) throws IOException {
    if (file.length() < 4 * SECTOR) {
      throw damaged(file, "it ends before its footer: it was cut off");
    }
    ByteBuffer end = read(file, file.length() - 3 * SECTOR, 3 * SECTOR);
    boolean isFooter =
        end.getInt(8) == 0
            && end.getInt(12) == FOOTER_MARKER
            && end.getInt(SECTOR) == MAGIC
            && end.getLong(2 * SECTOR) == 0
            && end.getLong(2 * SECTOR + 8) == 0; // length 0, type 0
    if (!isFooter) {
      throw damaged(file, "it does not end with its footer: it was cut off, or is longer");
    }
    return end.slice(SECTOR, SECTOR).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void requireStreamOptimized(EncodedFile file, ByteBuffer bytes)
      throws DamagedException {
    int magic = bytes.getInt(0);
    if (magic != MAGIC) {
      byte[] text = new byte[DESCRIPTOR_FILE.length()];
      bytes.get(0, text);
      throw magic == MAGIC_OF_ESX
              || DESCRIPTOR_FILE.equals(new String(text, StandardCharsets.US_ASCII))
          ? notStreamOptimized(file)
          : notVmdk(file);
    }
    int flags = bytes.getInt(8);
    int needed = COMPRESSED | MARKERS;
    if ((flags & needed) != needed || bytes.getShort(77) != DEFLATE) {
      throw notStreamOptimized(file);
    }
  }

  private static ExtentHeader parse(EncodedFile file, ByteBuffer bytes, boolean isFooter)
      throws DamagedException {
    int version = bytes.getInt(4);
    int flags = bytes.getInt(8);
    long capacity = bytes.getLong(12);
    long grain = bytes.getLong(20);
    long descriptorSize = bytes.getLong(36);
    check(file, version >= 1 && version <= 3, "version", version);
    check(file, capacity > 0 && capacity <= MOST_SECTORS, "capacity in sectors", capacity);
    check(
        file,
        grain >= FEWEST_GRAIN_SECTORS && grain <= MOST_GRAIN_SECTORS && Long.bitCount(grain) == 1,
        "grain size in sectors",
        grain);
    check(
        file,
        descriptorSize > 0 && descriptorSize <= MOST_DESCRIPTOR_SECTORS,
        "descriptor size in sectors",
        descriptorSize);
    check(file, bytes.getInt(44) == TABLE_ENTRIES, "grain table's size", bytes.getInt(44));
    if ((flags & NEWLINES) != 0 && bytes.getInt(73) != 0x0A0D200A) {
      throw damaged(file, "line ends were changed in it: copy it anew, not as text");
    }
    return new ExtentHeader(
        capacity,
        (int) grain,
        sector(file, "descriptor's sector", bytes.getLong(28)),
        (int) descriptorSize,
        sector(file, "grain directory's sector", bytes.getLong(56)),
        (flags & COPY) == 0 || bytes.getLong(48) == 0
            ? 0
            : sector(file, "second grain directory's sector", bytes.getLong(48)),
        (flags & ZERO_GRAINS) != 0,
        isFooter);
  }

  private static long sector(EncodedFile file, String what, long sector) throws DamagedException {
    check(file, sector > 0 && sector <= 0xFFFF_FFFFL, what, sector);
    return sector;
  }

  private static void check(EncodedFile file, boolean isGood, String what, long value)
      throws DamagedException {
    if (!isGood) {
      throw damaged(
          file, "the %s in its header is %s".formatted(what, Long.toUnsignedString(value)));
    }
  }

  private static DamagedException damaged(EncodedFile file, String what) {
    return new DamagedException(
        "%s is damaged, or no VMDK that can be read: %s".formatted(file.name(), what));
  }

  private static DamagedException notVmdk(EncodedFile file) {
    return new DamagedException(file.name() + " is not a VMDK file");
  }

  static DamagedException notStreamOptimized(EncodedFile file) {
    return new DamagedException(
        """
        %s is a VMDK file, but is not streamOptimized; convert it with \
        qemu-img convert -O vmdk -o subformat=streamOptimized SOURCE TARGET"""
            .formatted(file.name()));
  }
}
