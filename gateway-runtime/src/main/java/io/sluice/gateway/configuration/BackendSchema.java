package io.sluice.gateway.configuration;

import java.util.List;
import java.util.Optional;

/**
 * A backend, and the configurations that it makes handlers of.
 *
 * @param kind what it is called by, as in {@code lun:create NAME --KIND}
 * @param schema its configurations; without keys where its bundle describes none by Metatype
 */
public record BackendSchema(String kind, ConfigurationSchema schema) {
  /** What its files' names begin with. */
  public String factoryPid() {
    return schema.factoryPid();
  }

  /** Its keys, those that must be set first. */
  public List<ConfigurationKey> keys() {
    return schema.keys();
  }

  /** A key by its name. */
  public Optional<ConfigurationKey> key(String name) {
    return schema.key(name);
  }
}
