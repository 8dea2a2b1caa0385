package io.sluice.launcher;

/**
 * One thing the doctor looked at.
 *
 * @param verdict how it is
 * @param what was found, in one line
 * @param remedy what to do about it; empty where there is nothing to do
 */
record Finding(Verdict verdict, String what, String remedy) {
  /** How a thing is. */
  enum Verdict {
    /** As it should be. */
    OK,
    /** Works, but a person should know. */
    WARN,
    /** Does not work. */
    NO
  }

  static Finding ok(String what) {
    return new Finding(Verdict.OK, what, "");
  }

  static Finding warn(String what, String remedy) {
    return new Finding(Verdict.WARN, what, remedy);
  }

  static Finding no(String what, String remedy) {
    return new Finding(Verdict.NO, what, remedy);
  }

  boolean isNo() {
    return verdict == Verdict.NO;
  }

  @Override
  public String toString() {
    String line = String.format("  %-4s %s", verdict, what);
    return remedy.isEmpty() ? line : line + System.lineSeparator() + "       -> " + remedy;
  }
}
