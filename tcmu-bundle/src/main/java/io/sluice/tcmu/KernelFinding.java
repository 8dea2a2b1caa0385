package io.sluice.tcmu;

/**
 * The result of checking one thing that TCMU devices need from this machine.
 *
 * @param subject what was checked: a module, a mount, a permission
 * @param isGood whether it is as required
 * @param detail what was found
 * @param remedy what a person can do about it; empty if it is good
 */
public record KernelFinding(String subject, boolean isGood, String detail, String remedy) {
  /** It is as required. */
  public static KernelFinding good(String subject, String detail) {
    return new KernelFinding(subject, true, detail, "");
  }

  /** It is not as required. */
  public static KernelFinding bad(String subject, String detail, String remedy) {
    return new KernelFinding(subject, false, detail, remedy);
  }

  @Override
  public String toString() {
    return subject + ": " + detail + (remedy.isEmpty() ? "" : ". " + remedy);
  }
}
