package io.sluice.backends.seekable.xz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.zip.CRC32;

/** Stream headers and footers (2.1.1, 2.1.2), and the kind of check that both name. */
final class StreamFlags {
  /** Bytes of a header, and of a footer. */
  static final int SIZE = 12;

  private static final byte[] MAGIC = {(byte) 0xFD, '7', 'z', 'X', 'Z', 0};
  private static final short FOOTER_MAGIC = 'Y' | 'Z' << 8;

  private StreamFlags() {}

  static boolean beginsWithMagic(ByteBuffer bytes) {
    return bytes.remaining() >= MAGIC.length
        && bytes.slice(bytes.position(), MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
  }

  /** The kind of check, unless this is no header. */
  static OptionalInt checkInHeader(ByteBuffer header) {
    return beginsWithMagic(header)
            && crc(header, MAGIC.length, 2) == little(header).getInt(MAGIC.length + 2)
        ? check(header, MAGIC.length)
        : OptionalInt.empty();
  }

  /** The kind of check, unless this is no footer. */
  static OptionalInt checkInFooter(ByteBuffer footer) {
    return little(footer).getShort(10) == FOOTER_MAGIC
            && crc(footer, 4, 6) == little(footer).getInt(0)
        ? check(footer, 8)
        : OptionalInt.empty();
  }

  /** Bytes of the index that ends where the footer begins (2.1.2.2). */
  static long indexSize(ByteBuffer footer) {
    return (Integer.toUnsignedLong(little(footer).getInt(4)) + 1) * 4;
  }

  static ByteBuffer header(int check) {
    ByteBuffer header = little(ByteBuffer.allocate(SIZE));
    header.put(MAGIC).put((byte) 0).put((byte) check);
    return header.putInt(crc(header, MAGIC.length, 2)).flip();
  }

  static ByteBuffer footer(int check, int indexSize) {
    ByteBuffer footer = little(ByteBuffer.allocate(SIZE));
    footer.putInt(4, indexSize / 4 - 1).put(9, (byte) check).putShort(10, FOOTER_MAGIC);
    return footer.putInt(0, crc(footer, 4, 6));
  }

  static int crc(ByteBuffer bytes, int at, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes.slice(at, length));
    return (int) crc.getValue();
  }

  private static OptionalInt check(ByteBuffer bytes, int at) {
    int check = bytes.get(at + 1);
    return bytes.get(at) == 0 && check >= 0 && check < 16
        ? OptionalInt.of(check)
        : OptionalInt.empty();
  }

  private static ByteBuffer little(ByteBuffer bytes) {
    return bytes.order(ByteOrder.LITTLE_ENDIAN);
  }
}
