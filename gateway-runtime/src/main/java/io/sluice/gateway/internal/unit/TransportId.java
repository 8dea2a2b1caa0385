package io.sluice.gateway.internal.unit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** The TransportID of an iSCSI initiator port (SPC-4 7.6.4.6). */
final class TransportId {
  private static final int ISCSI = 5;
  private static final int INITIATOR_PORT = 1 << 6;
  private static final int SHORTEST = 24;

  private TransportId() {}

  /** Header and name, ended by at least one zero, in a multiple of 4 bytes. */
  static byte[] of(String initiatorPort) {
    byte[] name = initiatorPort.getBytes(UTF_8);
    int length = Math.max(SHORTEST, (4 + name.length + 1 + 3) & ~3);
    byte[] id = Arrays.copyOf(new byte[] {(byte) (INITIATOR_PORT | ISCSI)}, length);
    id[2] = (byte) (length - 4 >>> 8);
    id[3] = (byte) (length - 4);
    System.arraycopy(name, 0, id, 4, name.length);
    return id;
  }
}
