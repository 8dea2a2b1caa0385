package io.sluice.launcher;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What was typed in a Unix shell, as a line for the gateway's. */
final class CommandLine {
  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private CommandLine() {}

  /**
   * One argument is a line of its own, with pipes and quotes as the gateway's shell reads them; of
   * several, each stays the one argument that it is, whatever characters it holds.
   */
  static String of(List<String> arguments) {
    if (arguments.size() == 1) {
      return arguments.get(0);
    }
    return arguments.stream().map(CommandLine::quote).collect(Collectors.joining(" "));
  }

  private static String quote(String argument) {
    if (PLAIN.matcher(argument).matches()) {
      return argument;
    }
    return "'" + argument.replace("'", "'\"'\"'") + "'";
  }
}
