package io.sluice.backend.shell;

/** Service properties of a service with commands, beside those of Gogo. */
public final class CommandProperties {
  /**
   * Commands that destroy what nobody can bring back. Each value is {@code FUNCTION: what is lost},
   * as in {@code reset: what was written to it is lost}. Before the shell calls such a command, the
   * person has to agree, on a terminal or by {@code --yes}, which the shell takes from the words;
   * with neither the command is not called. String, or an array of them.
   */
  public static final String DANGEROUS = "sluice.command.dangerous";

  private CommandProperties() {}
}
