package io.sluice.backends.seekable.vmdk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * A file as VMware's programs write them, in one go from front to back: header, descriptor, after
 * each 512 grains their table, the directory, a footer. Grains are of full length, the last one
 * too.
 */
final class VmwareLayout {
  static final int GRAIN = 64 << 10;
  private static final int SECTOR = 512;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final byte[] content;
  private final String descriptor;

  private VmwareLayout(byte[] content, String descriptor) {
    this.content = content;
    this.descriptor = descriptor;
  }

  static byte[] of(byte[] content) {
    return of(content, descriptor(content.length));
  }

  static byte[] of(byte[] content, String descriptor) {
    return new VmwareLayout(content, descriptor).file();
  }

  static String descriptor(long length) {
    return """
    # Disk DescriptorFile
    version=1
    CID=7b2c3d4e
    parentCID=ffffffff
    createType="streamOptimized"

    # Extent description
    RDONLY %d SPARSE "disk-0.vmdk"

    ddb.adapterType = "lsilogic"
    """
        .formatted(length / SECTOR);
  }

  private static ByteBuffer sectors(int count) {
    return ByteBuffer.allocate(count * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int sector() {
    return file.size() / SECTOR;
  }

  private void write(ByteBuffer sectors) {
    byte[] bytes = new byte[sectors.capacity()];
    sectors.get(0, bytes);
    file.writeBytes(bytes);
  }

  private void marker(long sectors, int type) {
    write(sectors(1).putLong(0, sectors).putInt(12, type));
  }

  private byte[] file() {
    write(header(-1));
    write(sectors(2).put(descriptor.getBytes(StandardCharsets.US_ASCII)));
    int grains = (content.length + GRAIN - 1) / GRAIN;
    int tables = (grains + 511) / 512;
    ByteBuffer directory = sectors((tables * 4 + SECTOR - 1) / SECTOR);
    for (int table = 0; table < tables; table++) {
      ByteBuffer entries = sectors(4);
      boolean isEmpty = true;
      for (int grain = table * 512; grain < Math.min(grains, table * 512 + 512); grain++) {
        int sector = grain(grain);
        isEmpty &= sector == 0;
        entries.putInt(sector);
      }
      if (isEmpty) {
        directory.putInt(0);
      } else {
        marker(4, 1);
        directory.putInt(sector());
        write(entries);
      }
    }
    marker(directory.capacity() / SECTOR, 2);
    int at = sector();
    write(directory);
    marker(1, 3);
    write(header(at));
    marker(0, 0);
    return file.toByteArray();
  }

  private ByteBuffer header(long directory) {
    return sectors(1)
        .putInt(0, ExtentHeader.MAGIC)
        .putInt(4, 3)
        .putInt(8, 0x30001)
        .putLong(12, content.length / SECTOR)
        .putLong(20, GRAIN / SECTOR)
        .putLong(28, 1)
        .putLong(36, 2)
        .putInt(44, 512)
        .putLong(56, directory)
        .putLong(64, 3)
        .putInt(73, 0x0A0D200A)
        .putShort(77, (short) 1);
  }

  /** Returns where it is; 0 for a grain of zeros, which is not written. */
  private int grain(int number) {
    byte[] data = new byte[GRAIN];
    int from = number * GRAIN;
    System.arraycopy(content, from, data, 0, Math.min(GRAIN, content.length - from));
    if (Arrays.equals(data, new byte[GRAIN])) {
      return 0;
    }
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    byte[] encoded = new byte[2 * GRAIN];
    int size = deflater.deflate(encoded);
    deflater.end();
    int sector = sector();
    write(
        sectors((12 + size + SECTOR - 1) / SECTOR)
            .putLong((long) from / SECTOR)
            .putInt(size)
            .put(encoded, 0, size));
    return sector;
  }
}
