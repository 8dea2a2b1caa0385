package io.sluice.scsi;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A command descriptor block (SPC-4 4.2): 6, 10, 12, 16 or, with operation code 7Fh or 7Eh, up to
 * 260 bytes. Immutable. A field past the end of a short CDB reads as zero.
 */
public final class Cdb {
  /** Length of the longest possible CDB, a variable length one (SPC-4 4.2.3). */
  public static final int MAX_LENGTH = 260;

  private static final int VARIABLE_LENGTH = 0x7F;
  private static final int EXTENDED = 0x7E;
  private static final int VARIABLE_HEADER = 8;

  private final byte[] bytes;

  /**
   * Wraps a CDB that nobody else modifies.
   *
   * @param bytes the whole CDB, 1 to 260 bytes; kept, not copied
   */
  public Cdb(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MAX_LENGTH) {
      throw new IllegalArgumentException("a CDB has 1 to 260 bytes, not " + bytes.length);
    }
    this.bytes = bytes;
  }

  /**
   * Copies a CDB out of memory that others may modify.
   *
   * @param at absolute index of its first byte
   * @param limit how many bytes may be read from there, at least 1
   * @throws IllegalArgumentException if the CDB would be longer than {@code limit}, or has a
   *     reserved length
   */
  public static Cdb copyOf(ByteBuffer memory, int at, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("no room for a CDB");
    }
    int opcode = memory.get(at) & 0xFF;
    if (isVariable(opcode)) {
      return copyOfVariable(memory, at, limit);
    }
    int length = groupLength(opcode);
    requireRoom(length, limit);
    byte[] copy = new byte[length];
    memory.get(at, copy);
    copy[0] = (byte) opcode; // the length was taken for this one
    return new Cdb(copy);
  }

  /** Reads the length field only once: the memory may change under us. */
  private static Cdb copyOfVariable(ByteBuffer memory, int at, int limit) {
    requireRoom(VARIABLE_HEADER, limit);
    byte[] header = new byte[VARIABLE_HEADER];
    memory.get(at, header);
    Cdb begin = new Cdb(header);
    int length =
        switch (begin.opcode()) {
          case VARIABLE_LENGTH -> VARIABLE_HEADER + begin.u8(7);
          case EXTENDED -> Math.max(VARIABLE_HEADER, 4 + begin.u16(2));
          default -> throw new IllegalArgumentException("the CDB changes while it is read");
        };
    requireRoom(length, Math.min(limit, MAX_LENGTH));
    byte[] copy = new byte[length];
    memory.get(at, copy);
    System.arraycopy(header, 0, copy, 0, VARIABLE_HEADER);
    return new Cdb(copy);
  }

  private static void requireRoom(int length, int room) {
    if (length > room) {
      throw new IllegalArgumentException("a CDB of " + length + " bytes in " + room);
    }
  }

  /**
   * CDB length in bytes for an operation code's group (SPC-4 4.2.5.1), and as Linux assumes it for
   * vendor specific groups. Not for 7Eh and 7Fh.
   */
  private static int groupLength(int opcode) {
    return switch (opcode >>> 5) {
      case 0 -> 6;
      case 1, 2, 6, 7 -> 10;
      case 3, 5 -> 12;
      default -> 16;
    };
  }

  private static boolean isVariable(int opcode) {
    return opcode == VARIABLE_LENGTH || opcode == EXTENDED;
  }

  /** Operation code, 0..255. */
  public int opcode() {
    return bytes[0] & 0xFF;
  }

  /** Length in bytes. */
  public int length() {
    return bytes.length;
  }

  /** Service action: byte 1 bits 4..0; bytes 8 and 9 of a variable length CDB. */
  public int serviceAction() {
    return opcode() == VARIABLE_LENGTH ? u16(8) : u8(1) & 0x1F;
  }

  /**
   * Logical block address, at its place in the CDB format of the operation code's group (not of the
   * array's length, which some transports pad to 16): 21 bits in a 6-byte CDB, 32 in 10 and 12
   * bytes, 64 in 16; bytes 12 to 19 in READ (32) and similar commands. Unsigned.
   */
  public long lba() {
    if (opcode() == VARIABLE_LENGTH) {
      return u64(12);
    }
    return switch (groupLength(opcode())) {
      case 6 -> (u8(1) & 0x1FL) << 16 | u16(2);
      case 10, 12 -> u32(2);
      default -> u64(2);
    };
  }

  /**
   * Transfer length in blocks, or parameter list or allocation length in bytes, at its place in the
   * standard CDB formats. The 0 of a 6-byte READ or WRITE means 256 (SBC-3 5.8).
   */
  public long transferLength() {
    if (opcode() == VARIABLE_LENGTH) {
      return u32(28);
    }
    if (opcode() == OperationCode.WRITE_ATOMIC_16) {
      return u16(12); // behind its ATOMIC BOUNDARY field (SBC-4 5.48)
    }
    return switch (groupLength(opcode())) {
      case 6 -> u8(4) == 0 && isRead6OrWrite6() ? 256 : u8(4);
      case 10 -> u16(7);
      case 12 -> u32(6);
      default -> u32(10);
    };
  }

  private boolean isRead6OrWrite6() {
    return opcode() == OperationCode.READ_6 || opcode() == OperationCode.WRITE_6;
  }

  /** The byte at {@code at}, 0..255. */
  public int u8(int at) {
    return at < bytes.length ? bytes[at] & 0xFF : 0;
  }

  /** Big-endian 16 bits. */
  public int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  /** Big-endian 32 bits, 0..2^32-1. */
  public long u32(int at) {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  /** Big-endian 64 bits, unsigned. */
  public long u64(int at) {
    return u32(at) << 32 | u32(at + 4);
  }

  /** Bit {@code bit} (0 is the least significant) of byte {@code at}. */
  public boolean bit(int at, int bit) {
    return (u8(at) >>> bit & 1) != 0;
  }

  /** A copy of all bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** The bytes in hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
