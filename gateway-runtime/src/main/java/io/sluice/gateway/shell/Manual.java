package io.sluice.gateway.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a person should know about one command, and what arguments it takes: the single source for
 * {@code help}, for completion, and for {@link #parse}.
 *
 * @param summary one line: what it does
 * @param operands what follows the command apart from options, as in {@code NAME [KEY=VALUE...]}
 * @param options in the order in which help lists them
 * @param details more than the summary says; may be empty
 * @param examples command lines, at least one
 * @param words the command lines whose results complete the operands, one for each position; the
 *     last one also completes a repeatable operand. Empty for no completion
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

  /** The manual of a command without operands and options. */
  public static Manual of(String summary, String... examples) {
    return new Manual(summary, "", List.of(), "", List.of(examples), List.of());
  }

  /** This manual, for a command that takes operands. */
  public Manual operands(String syntax) {
    return new Manual(summary, syntax, options, details, examples, words);
  }

  /**
   * This manual, with operands completed by the results of command lines, one for each position.
   */
  public Manual completedBy(String... commandLines) {
    return new Manual(summary, operands, options, details, examples, List.of(commandLines));
  }

  /**
   * The command line whose result completes the word to be typed next; empty if there is none.
   *
   * @param typed the words already typed after the command
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

  /** This manual, with details. */
  public Manual details(String text) {
    return new Manual(summary, operands, options, text, examples, words);
  }

  /** This manual, with more options appended. */
  public Manual options(List<Option> more) {
    List<Option> all = new ArrayList<>(options);
    all.addAll(more);
    return new Manual(summary, operands, all, details, examples, words);
  }

  /** This manual, with more options appended. */
  public Manual options(Option... more) {
    return options(List.of(more));
  }

  /**
   * Parses what was typed after the command.
   *
   * @throws Refusal if this command does not have an option (suggesting the nearest one), or if an
   *     option's value is missing
   */
  public Arguments parse(String... words) {
    return Arguments.parse(this, words);
  }
}
