package io.sluice.tcmu.internal.iscsi;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the values of a configuration, which are strings when they come from a file. */
final class Settings {
  private static final List<String> OF_THE_FRAMEWORK =
      List.of("service.", "component.", "felix.", "osgi.");

  private final Map<String, ?> values;

  Settings(Map<String, ?> values) {
    this.values = values;
  }

  /** Refuses what means nothing: it may be a misspelled key that was to keep somebody out. */
  void requireKnown(Set<String> keys) throws ConfigurationProblem {
    for (String key : new TreeSet<>(values.keySet())) {
      if (!keys.contains(key) && OF_THE_FRAMEWORK.stream().noneMatch(key::startsWith)) {
        throw new ConfigurationProblem(key, "means nothing; there are " + new TreeSet<>(keys));
      }
    }
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

  boolean flag(String key, boolean otherwise) throws ConfigurationProblem {
    String text = text(key, Boolean.toString(otherwise));
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ConfigurationProblem(key, "'" + text + "' is not true or false");
    };
  }
}
