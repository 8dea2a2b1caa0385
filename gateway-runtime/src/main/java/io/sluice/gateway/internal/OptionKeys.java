package io.sluice.gateway.internal;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.backend.osgi.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What transports let a logical unit set, {@code TRANSPORT.OPTION}, a whole number each, by the
 * header {@code Sluice-Lun-Options} of their bundles. The options of a transport that says nothing
 * are its own to judge.
 */
final class OptionKeys {
  private static final String HEADER = "Sluice-Lun-Options";

  private final ManifestHeaders headers;

  OptionKeys(ManifestHeaders headers) {
    this.headers = headers;
  }

  /** All of them, in the order of the alphabet. */
  Set<String> all() {
    return headers.all(HEADER).stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .map(String::strip)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Refuses an option that its transport does not have, and one that is no whole number. */
  void require(ConfigValues values, Map<String, String> options) throws ConfigException {
    if (options.isEmpty()) {
      return;
    }
    Set<String> known = all();
    for (Map.Entry<String, String> option : options.entrySet()) {
      require(values, option.getKey(), option.getValue(), known);
    }
  }

  private static void require(ConfigValues values, String key, String value, Set<String> known)
      throws ConfigException {
    String scope = LunConfig.scope(key);
    List<String> siblings =
        known.stream().filter(each -> LunConfig.scope(each).equals(scope)).toList();
    if (siblings.isEmpty()) {
      return;
    }
    if (!siblings.contains(key)) {
      throw values.problem(
          "unknown key %s%s The keys of %s are %s"
              .formatted(key, NearestName.hint(key, siblings), scope, String.join(", ", siblings)));
    }
    if (!value.matches("([+-]?[0-9]{1,9})?")) {
      throw values.problem(key, value, "is a whole number");
    }
  }
}
