package io.sluice.launcher;

import io.sluice.backend.osgi.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of a kind of configuration, as a bundle's Metatype describes them (OSGi Compendium 105).
 * With them a file can be judged without running anything of the bundle.
 *
 * @param keys by their names
 */
record DescribedKeys(Map<String, Key> keys) {
  /**
   * A key.
   *
   * @param type as in the file, {@code Integer} or {@code Boolean} among others
   * @param min the least number, or empty
   * @param max the greatest number, or empty
   * @param options the values that there are; none for any
   * @param missable whether a file may leave it out
   */
  record Key(String type, String min, String max, List<String> options, boolean missable) {
    Optional<String> problem(String value) {
      if (!options.isEmpty() && !options.contains(value)) {
        return Optional.of("is one of " + String.join(", ", options));
      }
      return switch (type) {
        case "Boolean" -> flagProblem(value);
        case "Integer", "Long", "Short", "Byte" -> numberProblem(value);
        default -> Optional.empty();
      };
    }

    private static Optional<String> flagProblem(String value) {
      return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")
          ? Optional.empty()
          : Optional.of("is true or false");
    }

    private Optional<String> numberProblem(String value) {
      try {
        long number = Long.parseLong(value);
        boolean tooSmall = !min.isEmpty() && number < Long.parseLong(min);
        boolean tooLarge = !max.isEmpty() && number > Long.parseLong(max);
        return tooSmall || tooLarge ? Optional.of(wanted()) : Optional.empty();
      } catch (NumberFormatException e) {
        return Optional.of(wanted());
      }
    }

    private String wanted() {
      return min.isEmpty() || max.isEmpty()
          ? "is a whole number"
          : "is a whole number, %s to %s".formatted(min, max);
    }
  }

  /** What is wrong with a file of these values; nothing where nothing is. */
  List<String> problems(Map<String, String> values) {
    List<String> problems = new ArrayList<>();
    values.forEach(
        (key, value) -> {
          if (key.equals("service.ranking")) {
            return;
          }
          Key known = keys.get(key);
          if (known == null) {
            problems.add("unknown key " + key + NearestName.hint(key, keys.keySet()));
          } else if (!value.isBlank() && !value.contains("${")) {
            known
                .problem(value.strip())
                .ifPresent(wanted -> problems.add(key + " = " + value + ": " + wanted));
          }
        });
    keys.forEach(
        (key, described) -> {
          if (!described.missable() && values.getOrDefault(key, "").isBlank()) {
            problems.add(key + " is missing");
          }
        });
    return problems;
  }
}
