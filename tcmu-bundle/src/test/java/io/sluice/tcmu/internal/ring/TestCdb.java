package io.sluice.tcmu.internal.ring;

import java.nio.ByteBuffer;

/** CDBs. */
public final class TestCdb {
  private TestCdb() {}

  static byte[] testUnitReady() {
    return new byte[6];
  }

  static byte[] read10(int lba, int blocks) {
    return tenBytes(0x28, lba, blocks);
  }

  static byte[] write10(int lba, int blocks) {
    return tenBytes(0x2A, lba, blocks);
  }

  static byte[] tenBytes(int opcode, int lba, int blocks) {
    return ByteBuffer.allocate(10)
        .put(0, (byte) opcode)
        .putInt(2, lba)
        .putShort(7, (short) blocks)
        .array();
  }
}
