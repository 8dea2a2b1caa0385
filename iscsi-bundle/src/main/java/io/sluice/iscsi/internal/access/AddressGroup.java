package io.sluice.iscsi.internal.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The addresses that one party has: an IPv4 address, or the /64 of an IPv6 address, since each host
 * has a whole one to choose from (RFC 4291 2.5.4).
 */
public record AddressGroup(String text) {
  private static final int IPV6_PREFIX = 8;

  /** That of an address. */
  public static AddressGroup of(InetAddress address) {
    if (address instanceof Inet6Address) {
      byte[] prefix = Arrays.copyOf(address.getAddress(), IPV6_PREFIX);
      return new AddressGroup(HexFormat.of().formatHex(prefix) + "/64");
    }
    return new AddressGroup(address.getHostAddress());
  }

  @Override
  public String toString() {
    return text;
  }
}
