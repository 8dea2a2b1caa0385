package io.sluice.iscsi.internal.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Addresses that begin with the same bits: {@code 10.1.0.0/16}, {@code fd00::/8}, {@code ::1}. */
public final class AddressRange {
  /** Four octets, since {@code 1.2.3} is {@code 1.2.0.3} to inet_aton(3), which nobody means. */
  private static final Pattern NUMERIC =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

  private final byte[] network;
  private final int bits;
  private final String text;

  private AddressRange(byte[] network, int bits, String text) {
    this.network = network;
    this.bits = bits;
    this.text = text;
  }

  /**
   * Reads an address, or one with a slash and a number of bits.
   *
   * @throws IllegalArgumentException with a message for the person who wrote it
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!NUMERIC.matcher(address).matches()) { // a name would be looked up
      throw new IllegalArgumentException("not a numeric address: '" + text + "'");
    }
    byte[] network;
    try {
      network = InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: '" + text + "'", e);
    }
    int all = network.length * 8;
    int bits = slash < 0 ? all : prefix(text.substring(slash + 1));
    if (bits > all) {
      throw new IllegalArgumentException("a prefix has 0 to " + all + " bits: '" + text + "'");
    }
    return new AddressRange(network, bits, text);
  }

  private static int prefix(String text) {
    return PREFIX.matcher(text).matches() ? Integer.parseInt(text) : Integer.MAX_VALUE;
  }

  /** Whether the address begins with those bits. */
  public boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    if (other.length != network.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i & 7);
      if (((other[i >> 3] ^ network[i >> 3]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
