package io.sluice.backends.seekable.vmdk;

import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import io.sluice.backends.seekable.SeekableFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * VMDK files of the kind streamOptimized, as qemu-img writes them and as they are in OVA files
 * (VMware, Virtual Disk Format 5.0). Other kinds are refused, and no other file is ever opened.
 *
 * <p>A grain, 64 KiB as a rule, is compressed by itself, has a checksum, and says which LBA it is
 * of. The tables that lead to grains have none: a wrong place is found, as what is there is no
 * grain of that LBA; an entry that became 0 is found only where the file has its tables twice, as
 * qemu-img's have. A span is about a mebibyte, and skipping in it decodes nothing.
 */
public final class VmdkFormat implements SeekableFormat {
  static final int SECTOR = 512;

  /** Whether a file that begins with these bytes is a VMDK with data, be it of another kind. */
  public static boolean looksLike(ByteBuffer firstBytes) {
    return firstBytes.remaining() >= Integer.BYTES
        && firstBytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt() == ExtentHeader.MAGIC;
  }

  @Override
  public String name() {
    return "vmdk";
  }

  @Override
  public boolean isIndexQuick() {
    return true;
  }

  @Override
  public SeekIndex index(EncodedFile file, IndexProgress progress) throws IOException {
    ExtentHeader header = ExtentHeader.read(file);
    Descriptor.read(file, header).requireAlone(header.capacity());
    return new GrainDirectory(file, header).index(progress);
  }

  @Override
  public InputStream decode(EncodedFile file, SeekIndex index, int span) throws IOException {
    return GrainStream.of(file, index, span);
  }
}
