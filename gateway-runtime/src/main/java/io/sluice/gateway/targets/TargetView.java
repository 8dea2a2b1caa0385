package io.sluice.gateway.targets;

import java.util.List;
import java.util.Map;

/**
 * A target as the shell shows it.
 *
 * @param name the name of its configuration
 * @param iqn empty if its configuration is invalid
 * @param portals where it listens, as written by a person
 * @param luns disks by their numbers
 * @param initiators names that may log in; empty for all
 * @param addresses that may log in; empty for all
 * @param chap whether initiators must prove a secret
 * @param ownName the target's own CHAP name, if it has a secret for mutual authentication;
 *     otherwise empty
 * @param inUse disks in use by a session
 * @param problem why it can't be used at all, or not as configured; empty if there is no problem
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
  /** Whether nothing is served: its file can't be used, and no earlier version of it was used. */
  public boolean isRefused() {
    return iqn.isEmpty() && !problem.isEmpty();
  }
}
