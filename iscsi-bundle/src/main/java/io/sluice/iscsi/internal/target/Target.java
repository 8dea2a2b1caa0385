package io.sluice.iscsi.internal.target;

import io.sluice.iscsi.internal.login.TargetRules;

/** A target: its rules, its limits and its LUNs as they are now. */
public final class Target {
  private final String iqn;
  private volatile TargetRules rules;
  private volatile Limits limits;
  private volatile LunMap luns = LunMap.EMPTY;

  /** Without LUNs. */
  public Target(TargetRules rules, Limits limits) {
    iqn = rules.iqn();
    this.rules = rules;
    this.limits = limits;
  }

  /** Its name, in lower case; for good. */
  public String iqn() {
    return iqn;
  }

  /** The name of its port (RFC 7143 4.4.1). */
  public String portName() {
    return portName(iqn);
  }

  /** The name of the port of the target of that name. */
  public static String portName(String iqn) {
    return "%s,t,0x%04x".formatted(iqn, TargetRules.PORTAL_GROUP_TAG);
  }

  public TargetRules rules() {
    return rules;
  }

  public Limits limits() {
    return limits;
  }

  public LunMap luns() {
    return luns;
  }

  public void update(TargetRules newRules, Limits newLimits) {
    rules = newRules;
    limits = newLimits;
  }

  public void update(LunMap newLuns) {
    luns = newLuns;
  }

  @Override
  public String toString() {
    return iqn;
  }
}
