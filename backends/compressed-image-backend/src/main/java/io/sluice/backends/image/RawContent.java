package io.sluice.backends.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What a disk's first bytes tell a person of what is on it. */
final class RawContent {
  /** How many bytes are enough. */
  static final int ENOUGH = 40 << 10;

  private static final int SECTOR = 512;
  private static final int MBR_SIGNATURE = SECTOR - 2;
  private static final int EXT_MAGIC = 1024 + 56;
  private static final int ISO_IDENTIFIER = (32 << 10) + 1;

  private RawContent() {}

  /**
   * A few words; empty where nothing is known there.
   *
   * @param first the disk's first bytes, {@link #ENOUGH} or as many as there are
   */
  static String describe(ByteBuffer first) {
    ByteBuffer bytes = first.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (hasText(bytes, SECTOR, "EFI PART") || hasText(bytes, 4096, "EFI PART")) {
      return "a disk with a GPT partition table";
    }
    if (hasText(bytes, ISO_IDENTIFIER, "CD001")) {
      return "an ISO 9660 file system";
    }
    if (bytes.limit() >= EXT_MAGIC + 2 && bytes.getShort(EXT_MAGIC) == (short) 0xEF53) {
      return "an ext2, ext3 or ext4 file system";
    }
    if (hasText(bytes, 0, "XFSB")) {
      return "an XFS file system";
    }
    if (bytes.limit() >= SECTOR && bytes.getShort(MBR_SIGNATURE) == (short) 0xAA55) {
      return "a disk with an MBR partition table or boot sector";
    }
    return "";
  }

  private static boolean hasText(ByteBuffer bytes, int at, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    return bytes.limit() >= at + wanted.length
        && bytes.slice(at, wanted.length).equals(ByteBuffer.wrap(wanted));
  }
}
