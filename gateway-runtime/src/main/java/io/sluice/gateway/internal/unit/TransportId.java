package io.sluice.gateway.internal.unit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** The TransportID of an iSCSI initiator port (SPC-4 7.6.4.6). */
final class TransportId {
  private static final int ISCSI = 5;
  private static final int INITIATOR_PORT = 1 << 6;
  static final int SHORTEST = 24;

  /** An iSCSI name has up to 223 bytes; the ISID makes 17, and a zero ends it. */
  static final int LONGEST = 4 + 223 + 17 + 4;

  /** A name with the ISID after it, as the name of an initiator port is written. */
  private static final Pattern PORT = Pattern.compile("[!-~&&[^,]]{1,223},i,0x[0-9a-f]{12}");

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

  /**
   * The name of the initiator port that a TransportID stands for; null where it is none of one
   * iSCSI initiator port.
   */
  static String initiatorPort(ByteBuffer id) {
    byte[] name = new byte[id.capacity() - 4];
    id.get(4, name);
    boolean isPort =
        (id.get(0) & 0xFF) == (INITIATOR_PORT | ISCSI)
            && (id.getShort(2) & 0xFFFF) == name.length
            && name.length % 4 == 0;
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    String port = new String(name, 0, end, UTF_8).toLowerCase(Locale.ROOT);
    return isPort && end < name.length && PORT.matcher(port).matches() ? port : null;
  }
}
