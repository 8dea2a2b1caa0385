package io.sluice.backend.shell;

/** Service properties of a service with commands, in addition to Gogo's. */
public final class CommandProperties {
  /**
   * Commands that destroy data irrevocably. Each value is {@code FUNCTION: what is lost}, as in
   * {@code reset: what was written to it is lost}. Before the shell calls such a command, the
   * person must confirm it on a terminal or with {@code --yes}, which the shell removes from the
   * arguments; otherwise the command is not called. String, or an array of strings.
   */
  public static final String DANGEROUS = "sluice.command.dangerous";

  private CommandProperties() {}
}
