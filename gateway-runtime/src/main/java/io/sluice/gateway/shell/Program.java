package io.sluice.gateway.shell;

/**
 * The command with which a person calls this program outside its shell, as it was called to start
 * the gateway.
 */
public final class Program {
  /** Set by {@code bin/sluice}: {@code ./sluice} in a checkout, its own path elsewhere. */
  private static final String PROPERTY = "sluice.command";

  private Program() {}

  /** What to type, such as {@code bin/sluice doctor}. */
  public static String call(String words) {
    return System.getProperty(PROPERTY, "sluice") + " " + words;
  }
}
