package io.sluice.iscsi.internal.access;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * Which initiators may log in: by name, by address, or both. An empty list of either kind restricts
 * nothing.
 *
 * @param names iSCSI names in lower case
 */
public record AccessList(Set<String> names, List<AddressRange> addresses) {
  public static final AccessList EVERYBODY = new AccessList(Set.of(), List.of());

  public AccessList {
    names = Set.copyOf(names);
    addresses = List.copyOf(addresses);
  }

  /** Whether it keeps anybody out. */
  public boolean restricts() {
    return !names.isEmpty() || !addresses.isEmpty();
  }

  /**
   * Whether this initiator may log in.
   *
   * @param name in lower case
   */
  public boolean allows(String name, InetAddress address) {
    return (names.isEmpty() || names.contains(name))
        && (addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(address)));
  }
}
