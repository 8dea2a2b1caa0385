package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Table;
import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationSchema;

/** The keys of a configuration as text. */
final class KeyTable {
  private KeyTable() {}

  static String format(ConfigurationSchema schema) {
    Table table = new Table("KEY", "TYPE", "DEFAULT", "MEANING");
    for (ConfigurationKey key : schema.keys()) {
      table.row(
          key.name(),
          key.type(),
          key.required() ? "(must be set)" : key.otherwise().orElse(""),
          key.meaning());
    }
    return table.toString();
  }
}
