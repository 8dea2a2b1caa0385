package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationSchema;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.configuration.ConfigurationText;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The kinds of handlers that the installed backends make, each from files of its own factory. */
record Backends(ConfigurationSchemas schemas) {
  /** What the factory PID of a backend's configurations begins with; its kind follows. */
  static final String PREFIX = "io.sluice.backend.";

  /** The key whose default is the file's name. */
  static final String NAME = "name";

  List<ConfigurationSchema> all() {
    return schemas.startingWith(PREFIX);
  }

  List<String> kinds() {
    return all().stream().map(Backends::kind).toList();
  }

  static String kind(ConfigurationSchema schema) {
    return schema.factoryPid().substring(PREFIX.length());
  }

  /**
   * The backend of a kind.
   *
   * @throws Refusal where there is none, with the nearest
   */
  ConfigurationSchema get(String kind) {
    return find(kind)
        .orElseThrow(
            () ->
                new Refusal(
                    "There is no backend '"
                        + kind
                        + "'"
                        + NearestName.hint(kind, kinds())
                        + " See backend:list"));
  }

  Optional<ConfigurationSchema> find(String kind) {
    return schemas.of(PREFIX + kind);
  }

  /**
   * What {@code --KIND} sets: the key that is called like the backend, or else the first that it
   * can't do without.
   */
  static Optional<ConfigurationKey> mainKey(ConfigurationSchema schema) {
    return schema
        .key(kind(schema))
        .or(() -> schema.keys().stream().filter(ConfigurationKey::required).findFirst());
  }

  /** The file that makes a handler; empty where it comes from elsewhere. */
  static Optional<ConfigurationFile> fileOf(ConfigurationFiles files, String kind, String handler)
      throws IOException {
    for (ConfigurationFile file : files.filesOf(PREFIX + kind)) {
      if (nameOf(file, PREFIX + kind).equals(handler)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** What the file makes is called as its key says, or as the file. */
  private static String nameOf(ConfigurationFile file, String factoryPid) throws IOException {
    String fileName = file.toString();
    String otherwise =
        fileName.substring(
            Math.min(fileName.length(), factoryPid.length() + 1), fileName.lastIndexOf('.'));
    return file.read()
        .orElse(ConfigurationText.empty())
        .value(NAME)
        .filter(name -> !name.isBlank())
        .map(String::strip)
        .orElse(otherwise);
  }
}
