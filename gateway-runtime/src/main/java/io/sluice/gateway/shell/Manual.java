package io.sluice.gateway.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * What a person should know of one command, and what the command takes: the one source of {@code
 * help}, of completion, and of {@link #parse}.
 *
 * @param summary one line: what it does
 * @param operands what follows the command besides options, as in {@code NAME [KEY=VALUE...]}
 * @param options in the order of the help
 * @param details more than the summary tells; may be empty
 * @param examples command lines, of which there is one at least
 * @param words the command line whose result completes the operands; empty for none
 */
public record Manual(
    String summary,
    String operands,
    List<Option> options,
    String details,
    List<String> examples,
    String words) {
  public Manual {
    options = List.copyOf(options);
    examples = List.copyOf(examples);
  }

  /** A command without operands and options. */
  public static Manual of(String summary, String... examples) {
    return new Manual(summary, "", List.of(), "", List.of(examples), "");
  }

  /** This manual, of a command that takes operands. */
  public Manual operands(String syntax) {
    return new Manual(summary, syntax, options, details, examples, words);
  }

  /** This manual, the operands completed by the result of a command line. */
  public Manual completedBy(String commandLine) {
    return new Manual(summary, operands, options, details, examples, commandLine);
  }

  /** This manual, with more to read. */
  public Manual details(String text) {
    return new Manual(summary, operands, options, text, examples, words);
  }

  /** This manual, with options behind those that it has. */
  public Manual options(List<Option> more) {
    List<Option> all = new ArrayList<>(options);
    all.addAll(more);
    return new Manual(summary, operands, all, details, examples, words);
  }

  /** This manual, with options behind those that it has. */
  public Manual options(Option... more) {
    return options(List.of(more));
  }

  /**
   * Reads what was typed behind the command.
   *
   * @throws Refusal on an option that this command has not, with the nearest that it has, and where
   *     the value of one is missing
   */
  public Arguments parse(String... words) {
    return Arguments.parse(this, words);
  }
}
