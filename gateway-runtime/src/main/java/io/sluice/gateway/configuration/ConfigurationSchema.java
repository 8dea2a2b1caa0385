package io.sluice.gateway.configuration;

import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.shell.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * The keys that a kind of configuration has.
 *
 * @param factoryPid what its files' names begin with
 * @param title what it is of
 * @param meaning for people
 * @param bundle symbolic name and version of the bundle that reads it
 * @param keys those that must be set first
 */
public record ConfigurationSchema(
    String factoryPid, String title, String meaning, String bundle, List<ConfigurationKey> keys) {
  public ConfigurationSchema {
    keys = List.copyOf(keys);
  }

  /** A key by its name. */
  public Optional<ConfigurationKey> key(String name) {
    return keys.stream().filter(key -> key.name().equals(name)).findFirst();
  }

  /**
   * Checks what a person wants to set.
   *
   * @throws Refusal where there is no such key, with the nearest one, or where it can't have that
   *     value
   */
  public void require(String name, String value) {
    ConfigurationKey key = key(name).orElseThrow(() -> new Refusal(unknown(name)));
    key.problem(value)
        .ifPresent(
            problem -> {
              throw new Refusal(name + ": " + problem + ". " + key.meaning());
            });
  }

  private String unknown(String name) {
    List<String> names = keys.stream().map(ConfigurationKey::name).toList();
    return title
        + " has no key "
        + name
        + NearestName.hint(name, names)
        + " The keys are "
        + String.join(", ", names)
        + ".";
  }
}
