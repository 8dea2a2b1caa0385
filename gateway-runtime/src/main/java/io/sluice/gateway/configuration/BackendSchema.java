package io.sluice.gateway.configuration;

import java.util.List;
import java.util.Optional;

/**
 * A backend and the schema of the configurations that it makes handlers from.
 *
 * @param kind its name, as in {@code lun:create NAME --KIND}
 * @param schema schema of its configurations; without keys if its bundle has no Metatype for them
 */
public record BackendSchema(String kind, ConfigurationSchema schema) {
  /** The factory PID, with which the names of its files begin. */
  public String factoryPid() {
    return schema.factoryPid();
  }

  /** Its keys, the required ones first. */
  public List<ConfigurationKey> keys() {
    return schema.keys();
  }

  /** The key with that name. */
  public Optional<ConfigurationKey> key(String name) {
    return schema.key(name);
  }
}
