package io.sluice.iscsi.internal.session;

import io.sluice.iscsi.internal.login.TargetRules;
import java.net.InetSocketAddress;
import java.util.Set;

/**
 * What a target is to be.
 *
 * @param portals where it listens
 */
public record TargetSpec(
    TargetRules rules, Limits limits, Set<InetSocketAddress> portals, LunMap luns) {
  public TargetSpec {
    portals = Set.copyOf(portals);
  }

  /** The target's name. */
  public String iqn() {
    return rules.iqn();
  }
}
