package io.sluice.gateway.configuration;

import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.shell.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * The keys of one kind of configuration.
 *
 * @param factoryPid its factory PID, with which the names of its files begin
 * @param title what it configures
 * @param meaning its description, for people
 * @param bundle symbolic name and version of the bundle that reads it
 * @param keys its keys, the required ones first
 */
public record ConfigurationSchema(
    String factoryPid, String title, String meaning, String bundle, List<ConfigurationKey> keys) {
  public ConfigurationSchema {
    keys = List.copyOf(keys);
  }

  /** The key with that name. */
  public Optional<ConfigurationKey> key(String name) {
    return keys.stream().filter(key -> key.name().equals(name)).findFirst();
  }

  /**
   * Checks a value that a person wants to set.
   *
   * @throws Refusal if there is no such key (suggesting the nearest one), or if it can't have that
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
