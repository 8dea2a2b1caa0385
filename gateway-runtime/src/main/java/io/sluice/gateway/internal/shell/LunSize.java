package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.shell.Refusal;
import io.sluice.gateway.configuration.BackendSchema;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunOperations;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.binding.SwapRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a LUN another size, whoever holds the one that it has: the volume itself, the key {@code
 * size} of the file that makes its handler, or both.
 */
final class LunSize {
  private static final String KEY = "size";

  private final LogicalUnits logicalUnits;
  private final LunOperations operations;
  private final ConfigurationFiles files;
  private final LunSetCommand keys;

  LunSize(
      LogicalUnits logicalUnits,
      LunOperations operations,
      ConfigurationFiles files,
      LunSetCommand keys) {
    this.logicalUnits = logicalUnits;
    this.operations = operations;
    this.files = files;
    this.keys = keys;
  }

  /**
   * Makes the volume that big and tells initiators; where the handler's file has a size, it has
   * this one then. Returns the last change of the LUN for it.
   *
   * @param size as a person writes it
   */
  SwapRecord set(String name, String size, boolean force) throws IOException {
    LunView lun = new Luns(logicalUnits).get(name);
    long bytes = Quantities.parseBytes(size);
    Optional<BackendSchema> backend = keys.backend(lun);
    Optional<String> written = backend.flatMap(schema -> written(lun, schema));
    if (written.isEmpty()) {
      return operations.resize(name, bytes, force);
    }
    if (backend.get().key(KEY).filter(LunSize::isSizeInAnyCase).isPresent()) {
      keys.setHandler(lun, backend.get(), Map.of(KEY, size)); // the key alone makes the size
      List<SwapRecord> history = operations.history(name);
      return history.get(history.size() - 1);
    }
    return resizeBesideKey(lun, backend.get(), written.get(), size, force);
  }

  /** Left out it is missing, or another size. */
  private static boolean isSizeInAnyCase(ConfigurationKey key) {
    return key.required() || key.otherwise().isPresent();
  }

  /** While the file tells a size, a volume of another is refused; so it tells none meanwhile. */
  private SwapRecord resizeBesideKey(
      LunView lun, BackendSchema backend, String before, String after, boolean force)
      throws IOException {
    Map<String, String> none = new HashMap<>(Map.of(KEY, ""));
    backend.key(HandlerConfig.CREATE).ifPresent(key -> none.put(HandlerConfig.CREATE, ""));
    keys.setHandler(lun, backend, none);
    String now = before;
    try {
      SwapRecord resized = operations.resize(lun.name(), Quantities.parseBytes(after), force);
      now = after;
      return resized;
    } finally {
      keys.setHandler(lun, backend, Map.of(KEY, now));
    }
  }

  /** The size that the handler's file tells. */
  private Optional<String> written(LunView lun, BackendSchema backend) {
    try {
      String handler = lun.detail().map(LunView.Detail::handlerName).orElse(lun.name());
      Optional<ConfigurationFile> file = Backends.fileOf(files, backend, handler);
      return file.isEmpty()
          ? Optional.empty()
          : file.get().read().flatMap(text -> text.value(KEY)).filter(value -> !value.isBlank());
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }
}
