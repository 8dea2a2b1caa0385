package io.sluice.gateway.shell;

import io.sluice.backend.osgi.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was typed after a command: operands, and options as {@code --key value} or {@code
 * --key=value}.
 */
public final class Arguments {
  private final Manual manual;
  private final List<String> operands = new ArrayList<>();
  private final Map<Option, String> options = new LinkedHashMap<>();

  private Arguments(Manual manual) {
    this.manual = manual;
  }

  static Arguments parse(Manual manual, String... words) {
    Arguments arguments = new Arguments(manual);
    boolean onlyOperands = false;
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (onlyOperands || !word.startsWith("-") || word.equals("-")) {
        arguments.operands.add(word);
      } else if (word.equals("--")) {
        onlyOperands = true;
      } else {
        i += arguments.option(word, i + 1 < words.length ? words[i + 1] : null);
      }
    }
    return arguments;
  }

  /** Adds an option and returns how many of the following words belong to its value. */
  private int option(String word, String next) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Option option = find(name);
    if (equals >= 0) {
      put(option, word.substring(equals + 1));
      return 0;
    }
    if (option.isFlag()) {
      boolean isSet = "true".equals(next) || "false".equals(next);
      put(option, isSet ? next : "true");
      return isSet ? 1 : 0;
    }
    boolean missing = next == null || next.startsWith("--");
    if (missing && !option.isValueOptional()) {
      throw new Refusal(option.name() + " wants a value: " + option.syntax());
    }
    put(option, missing ? "" : next);
    return missing ? 0 : 1;
  }

  private void put(Option option, String value) {
    if (options.put(option, value) != null) {
      throw new Refusal(option.name() + " is there twice");
    }
  }

  private Option find(String name) {
    return manual.options().stream()
        .filter(option -> option.isMeantBy(name))
        .findFirst()
        .orElseThrow(() -> new Refusal(unknown(name)));
  }

  private String unknown(String name) {
    List<String> names = manual.options().stream().map(Option::name).toList();
    return "There is no option "
        + name
        + NearestName.hint(name, names)
        + (names.isEmpty() ? "" : " The options are " + String.join(", ", names) + ".");
  }

  /** The words that are not options, in the order typed. */
  public List<String> operands() {
    return List.copyOf(operands);
  }

  /**
   * The only operand.
   *
   * @throws Refusal with the question, if there is no operand or more than one
   */
  public String onlyOperand(String question) {
    if (operands.size() != 1) {
      throw new Refusal(question);
    }
    return operands.get(0);
  }

  /** Whether a flag was given, and not set to {@code false}. */
  public boolean has(String flag) {
    return value(flag).filter(value -> !value.equals("false")).isPresent();
  }

  /** An option's value. */
  public Optional<String> value(String option) {
    return options.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(option))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** All options, in the order typed. */
  public Map<Option, String> options() {
    return new LinkedHashMap<>(options);
  }
}
