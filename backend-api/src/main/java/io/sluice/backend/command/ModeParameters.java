package io.sluice.backend.command;

import io.sluice.backend.Geometry;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.ModePages;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What the mode parameters of a volume are now: what MODE SENSE tells and MODE SELECT compares. */
final class ModeParameters {
  static final int WRITE_PROTECT = 0x80;
  static final int DPOFUA = 0x10;

  static final int SHORT_DESCRIPTOR = 8;
  static final int LONG_DESCRIPTOR = 16;

  private static final long MANY = 0xFFFFFFFFL;

  private ModeParameters() {}

  /** DEVICE-SPECIFIC PARAMETER of the mode parameter header (SBC-3 6.4.1). */
  static int deviceSpecific(VolumeInfo info) {
    return DPOFUA | (info.capabilities().readOnly() ? WRITE_PROTECT : 0);
  }

  /** Short LBA mode parameter block descriptor (SBC-3 6.4.2.2). */
  static byte[] shortDescriptor(Geometry geometry) {
    return ByteBuffer.allocate(SHORT_DESCRIPTOR)
        .putInt((int) Math.min(geometry.blocks(), MANY))
        .putInt(geometry.blockSize())
        .array();
  }

  /** Long LBA mode parameter block descriptor (SBC-3 6.4.2.3). */
  static byte[] longDescriptor(Geometry geometry) {
    return ByteBuffer.allocate(LONG_DESCRIPTOR)
        .putLong(geometry.blocks())
        .putInt(12, geometry.blockSize())
        .array();
  }

  /** The page of that code, or all; empty where there is none. */
  static List<byte[]> pages(int code, VolumeInfo info) {
    List<byte[]> pages = new ArrayList<>(3);
    if (code == ModePages.CACHING || code == ModePages.ALL_PAGES) {
      pages.add(ModePages.caching(info.capabilities().writeCache()));
    }
    if (code == ModePages.CONTROL || code == ModePages.ALL_PAGES) {
      pages.add(ModePages.control());
    }
    if (code == ModePages.INFORMATIONAL_EXCEPTIONS_CONTROL || code == ModePages.ALL_PAGES) {
      pages.add(ModePages.informationalExceptionsControl());
    }
    return pages;
  }
}
