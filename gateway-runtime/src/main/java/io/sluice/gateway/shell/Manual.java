package io.sluice.gateway.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a person should know of one command, and what the command takes: the one source of {@code
 * help}, of completion, and of {@link #parse}.
 *
 * @param summary one line: what it does
 * @param operands what follows the command besides options, as in {@code NAME [KEY=VALUE...]}
 * @param options in the order of the help
 * @param details more than the summary tells; may be empty
 * @param examples command lines, of which there is one at least
 * @param words the command lines whose results complete the operands, the first that at the first
 *     place and so on; an operand that may be repeated is completed by the last. Empty for none
 */
public record Manual(
    String summary,
    String operands,
    List<Option> options,
    String details,
    List<String> examples,
    List<String> words) {
  public Manual {
    options = List.copyOf(options);
    examples = List.copyOf(examples);
    words = List.copyOf(words);
  }

  /** A command without operands and options. */
  public static Manual of(String summary, String... examples) {
    return new Manual(summary, "", List.of(), "", List.of(examples), List.of());
  }

  /** This manual, of a command that takes operands. */
  public Manual operands(String syntax) {
    return new Manual(summary, syntax, options, details, examples, words);
  }

  /** This manual, the operands completed by the results of command lines, one for each place. */
  public Manual completedBy(String... commandLines) {
    return new Manual(summary, operands, options, details, examples, List.of(commandLines));
  }

  /**
   * The command line whose result completes what is to be typed next; empty where none does.
   *
   * @param typed the words behind the command that are there already
   */
  public Optional<String> completion(List<String> typed) {
    int place = 0;
    for (int i = 0; i < typed.size(); i++) {
      String word = typed.get(i);
      Optional<Option> option = word.contains("=") ? Optional.empty() : option(word);
      boolean last = i == typed.size() - 1;
      if (!word.startsWith("-") || word.equals("-")) {
        place++;
      } else if (option.isPresent() && !option.get().isFlag()) {
        if (last) {
          return Optional.of(option.get().words()).filter(words -> !words.isEmpty());
        }
        i++; // its value
      }
    }
    return ofPlace(place);
  }

  private Optional<Option> option(String word) {
    return options.stream().filter(option -> option.isMeantBy(word)).findFirst();
  }

  private Optional<String> ofPlace(int place) {
    boolean repeated = operands.endsWith("...") && operands.split(" ", -1).length == words.size();
    if (place >= words.size() && !repeated) {
      return Optional.empty();
    }
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(words.get(Math.min(place, words.size() - 1)));
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
