package io.sluice.gateway.targets;

import java.util.List;
import java.util.Map;

/**
 * A target as the shell shows it.
 *
 * @param name that of its configuration
 * @param iqn empty where its configuration is wrong
 * @param portals where it listens, as a person writes it
 * @param luns disks by their numbers
 * @param initiators names that may log in; empty for all
 * @param addresses that may log in; empty for all
 * @param chap whether a secret is asked for
 * @param ownName the target's own CHAP name, where it has a secret for mutual authentication; empty
 *     for none
 * @param inUse disks that a session uses
 * @param problem why it can't be used, or not as configured; empty for nothing
 */
public record TargetView(
    String name,
    String iqn,
    List<String> portals,
    Map<Integer, String> luns,
    List<String> initiators,
    List<String> addresses,
    boolean chap,
    String ownName,
    List<String> inUse,
    String problem) {
  /** Whether nothing is served: its file can't be used, and none was before. */
  public boolean isRefused() {
    return iqn.isEmpty() && !problem.isEmpty();
  }
}
