package io.sluice.backend.command;

import io.sluice.backend.Geometry;
import io.sluice.backend.UnitModes;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.ModePages;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
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
  static int deviceSpecific(UnitModes modes, VolumeInfo info) {
    boolean isProtected = info.capabilities().readOnly() || modes.writeProtected();
    return DPOFUA | (isProtected ? WRITE_PROTECT : 0);
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

  /** The page of that code, or all, with the current values; empty where there is none. */
  static List<byte[]> current(int code, UnitModes modes, VolumeInfo info) {
    return pages(code, info, modes.descriptorSense(), modes.writeProtected());
  }

  /** The same with the values that hold when nobody has changed any. */
  static List<byte[]> defaults(int code, VolumeInfo info) {
    return pages(code, info, false, false);
  }

  /** The same with a 1 for each bit that can be changed. */
  static List<byte[]> changeable(int code, UnitModes modes, VolumeInfo info) {
    List<byte[]> pages = defaults(code, info);
    for (byte[] page : pages) {
      Arrays.fill(page, 2, page.length, (byte) 0);
      if (page[0] == ModePages.CONTROL && modes.changeable()) {
        page[2] = ModePages.D_SENSE;
        page[4] = ModePages.SWP;
      }
    }
    return pages;
  }

  private static List<byte[]> pages(
      int code, VolumeInfo info, boolean descriptorSense, boolean writeProtected) {
    List<byte[]> pages = new ArrayList<>(3);
    if (code == ModePages.CACHING || code == ModePages.ALL_PAGES) {
      pages.add(ModePages.caching(info.capabilities().writeCache()));
    }
    if (code == ModePages.CONTROL || code == ModePages.ALL_PAGES) {
      pages.add(ModePages.control(descriptorSense, writeProtected));
    }
    if (code == ModePages.INFORMATIONAL_EXCEPTIONS_CONTROL || code == ModePages.ALL_PAGES) {
      pages.add(ModePages.informationalExceptionsControl());
    }
    return pages;
  }
}
