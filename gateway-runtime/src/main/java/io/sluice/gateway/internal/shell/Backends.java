package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.NearestName;
import io.sluice.backend.shell.Refusal;
import io.sluice.gateway.configuration.BackendSchema;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.configuration.ConfigurationText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The kinds of handlers that the installed backends make, each from files of its own factory. */
record Backends(ConfigurationSchemas schemas) {
  /** The key whose default is the file's name. */
  static final String NAME = "name";

  List<BackendSchema> all() {
    return schemas.backends();
  }

  List<String> kinds() {
    return all().stream().map(BackendSchema::kind).toList();
  }

  /**
   * The backend of a kind.
   *
   * @throws Refusal where there is none, with the nearest
   */
  BackendSchema get(String kind) {
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

  Optional<BackendSchema> find(String kind) {
    return all().stream().filter(backend -> backend.kind().equals(kind)).findFirst();
  }

  /**
   * What {@code --KIND} sets: the key that is called like the backend, or else the first that it
   * can't do without.
   */
  static Optional<ConfigurationKey> mainKey(BackendSchema backend) {
    return backend
        .key(backend.kind())
        .or(() -> backend.keys().stream().filter(ConfigurationKey::required).findFirst());
  }

  /** The file that makes a handler; empty where it comes from elsewhere. */
  static Optional<ConfigurationFile> fileOf(
      ConfigurationFiles files, BackendSchema backend, String handler) throws IOException {
    for (ConfigurationFile file : files.filesOf(backend.factoryPid())) {
      if (nameOf(file, backend.factoryPid()).equals(handler)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** The same, for a handler of that kind; empty too where no such backend is installed. */
  Optional<ConfigurationFile> fileOf(ConfigurationFiles files, String kind, String handler)
      throws IOException {
    Optional<BackendSchema> backend = find(kind);
    return backend.isPresent() ? fileOf(files, backend.get(), handler) : Optional.empty();
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
