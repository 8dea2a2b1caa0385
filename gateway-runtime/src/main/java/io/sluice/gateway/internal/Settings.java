package io.sluice.gateway.internal;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the values of a configuration, which are strings when they come from a file. */
public final class Settings {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private final Map<String, ?> values;

  public Settings(Map<String, ?> values) {
    this.values = values;
  }

  /** A string without spaces around it; {@code otherwise} where there is none, or it is empty. */
  String text(String key, String otherwise) {
    Object value = values.get(key);
    String text = value == null ? "" : value.toString().strip();
    return text.isEmpty() ? otherwise : text;
  }

  public int number(String key, int otherwise, int min, int max) throws ConfigurationProblem {
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
        key, text, "a whole number from %d to %d is wanted".formatted(min, max));
  }

  public boolean flag(String key, boolean otherwise) throws ConfigurationProblem {
    String text = text(key, Boolean.toString(otherwise));
    if (!text.equals("true") && !text.equals("false")) {
      throw new ConfigurationProblem(key, text, "true or false is wanted");
    }
    return text.equals("true");
  }

  /** A name that can stand in a file name and on a command line. */
  String name(String key, String otherwise) throws ConfigurationProblem {
    String name = text(key, otherwise);
    requireName(key, name);
    return name;
  }

  /** A comma separated list of names, each once. */
  Set<String> names(String key, String otherwise) throws ConfigurationProblem {
    Set<String> names =
        Arrays.stream(text(key, otherwise).split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (String name : names) {
      requireName(key, name);
    }
    return names;
  }

  private static void requireName(String key, String name) throws ConfigurationProblem {
    if (!NAME.matcher(name).matches()) {
      throw new ConfigurationProblem(
          key,
          name,
          "a name is wanted: 1 to 63 letters, digits, '.', '-' and '_', the first a letter or"
              + " digit");
    }
  }
}
