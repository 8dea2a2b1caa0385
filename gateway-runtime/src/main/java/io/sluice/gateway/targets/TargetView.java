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

  /** Begins with a target of which nothing but its configuration's name is known. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** Says one by one what it is. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private String iqn = "";
    private List<String> portals = List.of();
    private Map<Integer, String> luns = Map.of();
    private List<String> initiators = List.of();
    private List<String> addresses = List.of();
    private boolean chap;
    private String ownName = "";
    private List<String> inUse = List.of();
    private String problem = "";

    private Builder(String name) {
      this.name = name;
    }

    /** Its iSCSI name. */
    public Builder iqn(String value) {
      iqn = value;
      return this;
    }

    /** Where it listens, as a person writes it. */
    public Builder portals(List<String> value) {
      portals = value;
      return this;
    }

    /** Disks by their numbers. */
    public Builder luns(Map<Integer, String> value) {
      luns = value;
      return this;
    }

    /** Names that may log in; none for all. */
    public Builder initiators(List<String> value) {
      initiators = value;
      return this;
    }

    /** Addresses that may log in; none for all. */
    public Builder addresses(List<String> value) {
      addresses = value;
      return this;
    }

    /** Whether a secret is asked for. */
    public Builder chap(boolean value) {
      chap = value;
      return this;
    }

    /** The target's own CHAP name. */
    public Builder ownName(String value) {
      ownName = value;
      return this;
    }

    /** Disks that a session uses. */
    public Builder inUse(List<String> value) {
      inUse = value;
      return this;
    }

    /** Why it can't be used, or not as configured. */
    public Builder problem(String value) {
      problem = value;
      return this;
    }

    /** What was said. */
    public TargetView build() {
      return new TargetView(
          name, iqn, portals, luns, initiators, addresses, chap, ownName, inUse, problem);
    }
  }
}
