package io.sluice.tcmu;

/**
 * One thing that TCMU devices need of this machine, and that was looked at.
 *
 * @param subject what: a module, a mount, a right
 * @param isGood whether it is as it has to be
 * @param detail what was found
 * @param remedy what a person can do; empty when it is good
 */
public record KernelFinding(String subject, boolean isGood, String detail, String remedy) {
  /** As it has to be. */
  public static KernelFinding good(String subject, String detail) {
    return new KernelFinding(subject, true, detail, "");
  }

  /** Not as it has to be. */
  public static KernelFinding bad(String subject, String detail, String remedy) {
    return new KernelFinding(subject, false, detail, remedy);
  }

  @Override
  public String toString() {
    return subject + ": " + detail + (remedy.isEmpty() ? "" : ". " + remedy);
  }
}
