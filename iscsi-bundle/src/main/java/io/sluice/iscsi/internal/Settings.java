package io.sluice.iscsi.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads the values of a configuration, which are strings when they come from a file. */
final class Settings {
  private final Map<String, ?> values;

  Settings(Map<String, ?> values) {
    this.values = values;
  }

  /** A string without spaces around it; {@code otherwise} where there is none, or it is empty. */
  String text(String key, String otherwise) {
    Object value = values.get(key);
    String text = value == null ? "" : value.toString().strip();
    return text.isEmpty() ? otherwise : text;
  }

  /** A list with commas between. */
  List<String> list(String key, String otherwise) {
    return Arrays.stream(text(key, otherwise).split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  int number(String key, int otherwise, int min, int max) throws ConfigurationProblem {
    String text = text(key, Integer.toString(otherwise));
    try {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new ConfigurationProblem(
        key, "'%s' is not a whole number from %d to %d".formatted(text, min, max));
  }

  boolean flag(String key, boolean otherwise) throws ConfigurationProblem {
    String text = text(key, Boolean.toString(otherwise));
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ConfigurationProblem(key, "'" + text + "' is not true or false");
    };
  }
}
