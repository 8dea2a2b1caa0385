package io.sluice.iscsi.internal.target;

import io.sluice.iscsi.internal.login.TargetRules;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * What a target is to be.
 *
 * @param portals where it listens
 * @param advertised what discovery tells instead of these, as {@code HOST:PORT}; empty for these
 */
public record TargetSpec(
    TargetRules rules,
    Limits limits,
    Set<InetSocketAddress> portals,
    List<String> advertised,
    LunMap luns) {
  public TargetSpec {
    portals = Set.copyOf(portals);
    advertised = List.copyOf(advertised);
  }

  /** The target's name. */
  public String iqn() {
    return rules.iqn();
  }
}
