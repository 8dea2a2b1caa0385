package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.Transport;
import io.sluice.gateway.configuration.BackendSchema;
import io.sluice.gateway.configuration.ConfigurationChange;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationKey;
import io.sluice.gateway.configuration.ConfigurationSchema;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.configuration.ConfigurationText;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.binding.Trouble;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code lun:set}: changes keys in the file of a LUN, or of its handler, and waits until the change
 * holds. One that does not is taken back.
 */
@Component(
    service = LunSetCommand.class,
    property = {"osgi.command.scope=lun", "osgi.command.function=set"})
public final class LunSetCommand implements Documented {
  private static final Duration READ_BOUND = Duration.ofSeconds(20);
  private static final String HANDLER = "handler";
  private static final String TRANSPORTS = "transports";

  private static final Manual MANUAL =
      Manual.of(
              "Change keys of a LUN's configuration, or of its handler's",
              "lun:set demo threads=8",
              "lun:set demo threads=")
          .operands("NAME KEY=VALUE...")
          .completedBy("lun:names")
          .details(
              "Writes the file that has the key, with its comments as they are, and waits until"
                  + " the change holds; if it can't be used, the file is as before. KEY= sets a key"
                  + " back to its default. What initiators know a disk by, and its transports,"
                  + " can't be changed while there is the LUN. Keys of a LUN are in docs/administration.md, those of a"
                  + " handler in backend:describe.");

  private final LogicalUnits logicalUnits;
  private final ConfigurationFiles files;
  private final ConfigurationSchemas schemas;

  @Activate
  public LunSetCommand(
      @Reference LogicalUnits logicalUnits,
      @Reference ConfigurationFiles files,
      @Reference ConfigurationSchemas schemas) {
    this.logicalUnits = logicalUnits;
    this.files = files;
    this.schemas = schemas;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("set", MANUAL);
  }

  public void set(String... words) throws IOException {
    Arguments arguments = MANUAL.parse(words);
    if (arguments.operands().size() < 2) {
      throw new Refusal("Set what? lun:set NAME KEY=VALUE...");
    }
    LunView lun = new Luns(logicalUnits).get(arguments.operands().get(0));
    Map<String, String> ofLun = new LinkedHashMap<>();
    Map<String, String> ofHandler = new LinkedHashMap<>();
    Optional<BackendSchema> backend = backend(lun);
    for (String word : arguments.operands().subList(1, arguments.operands().size())) {
      sort(word, backend, ofLun, ofHandler);
    }
    requireHandler(ofLun.get(HANDLER));
    requireTransports(ofLun.getOrDefault(TRANSPORTS, ""));
    if (!ofHandler.isEmpty()) {
      setHandler(lun, backend.orElseThrow(), ofHandler);
    }
    if (!ofLun.isEmpty()) {
      setLun(lun, ofLun, ofHandler.isEmpty() ? "" : " The keys of its handler are changed.");
    }
    System.out.print(LunList.format(List.of(new Luns(logicalUnits).get(lun.name()))));
  }

  /** Without this, a slip would have the commands of a LUN wait for a handler that never comes. */
  private void requireHandler(String wanted) {
    List<String> names =
        logicalUnits.directory().handlerViews().stream().map(HandlerView::name).distinct().toList();
    if (wanted != null && !wanted.isEmpty() && !names.contains(wanted)) {
      throw new Refusal(
          "There is no handler '"
              + wanted
              + "'"
              + NearestName.hint(wanted, names)
              + " Nothing was changed; see handler:list");
    }
  }

  private void requireTransports(String wanted) {
    List<String> names =
        logicalUnits.directory().transports().stream().map(Transport::name).sorted().toList();
    for (String name : wanted.split(",", -1)) {
      if (!name.isBlank() && !names.contains(name.strip())) {
        throw new Refusal(
            "There is no transport '"
                + name.strip()
                + "'"
                + NearestName.hint(name.strip(), names)
                + " Nothing was changed; there are "
                + String.join(", ", names));
      }
    }
  }

  /** What makes the handler of a LUN. */
  Optional<BackendSchema> backend(LunView lun) {
    return lun.detail().stream()
        .flatMap(detail -> detail.handlers().stream())
        .map(HandlerView::backend)
        .findFirst()
        .flatMap(new Backends(schemas)::find);
  }

  /** Finds the file that a key is of. */
  private void sort(
      String word,
      Optional<BackendSchema> backend,
      Map<String, String> ofLun,
      Map<String, String> ofHandler) {
    int equals = word.indexOf('=');
    if (equals < 1) {
      throw new Refusal("'" + word + "' is not KEY=VALUE");
    }
    String key = word.substring(0, equals);
    String value = word.substring(equals + 1);
    ConfigurationSchema lun = schemas.of(LogicalUnit.FACTORY_PID).orElseThrow();
    if (key.equals(Backends.NAME)) {
      throw new Refusal("A name is for good: initiators know the disk by it");
    }
    if (lun.key(key).isPresent() || isTransportKey(key)) {
      check(lun, key, value);
      ofLun.put(key, value);
    } else if (backend.flatMap(schema -> schema.key(key)).isPresent()) {
      check(backend.get().schema(), key, value);
      ofHandler.put(key, value);
    } else {
      List<String> keys =
          Stream.concat(Stream.of(lun), backend.stream().map(BackendSchema::schema))
              .flatMap(schema -> schema.keys().stream())
              .map(ConfigurationKey::name)
              .distinct()
              .toList();
      throw new Refusal(
          "Neither the LUN nor its handler has a key "
              + key
              + NearestName.hint(key, keys)
              + " The keys are "
              + String.join(", ", keys)
              + ".");
    }
  }

  private boolean isTransportKey(String key) {
    return logicalUnits.directory().transports().stream()
        .map(Transport::name)
        .anyMatch(name -> key.startsWith(name + "."));
  }

  private static void check(ConfigurationSchema schema, String key, String value) {
    if (!value.isEmpty() && schema.key(key).isPresent()) {
      schema.require(key, value);
    }
  }

  /**
   * @param note what was changed before, for a person
   */
  private void setLun(LunView lun, Map<String, String> keys, String note) throws IOException {
    String pid = logicalUnits.directory().pid(lun.name()).orElseThrow(() -> noFile(lun.name()));
    ConfigurationFile file = files.fileOf(pid).orElseThrow(() -> noFile(lun.name()));
    ConfigurationText text = edited(file, keys);
    if (isAsBefore(file, text)) {
      return;
    }
    ConfigurationChange change = files.change();
    SwapWatch swaps = new SwapWatch(logicalUnits, lun.name());
    change.write(file, text);
    try {
      change.awaitRead(READ_BOUND);
      swaps.await(() -> text.isReadAs(logicalUnits.directory().applied(pid)));
      LunView changed = new Luns(logicalUnits).get(lun.name());
      List<String> waiting = logicalUnits.directory().waitingKeys(lun.name());
      requireTakenUp(lun.name(), waiting.stream().filter(keys::containsKey).toList());
      boolean refused = waiting.isEmpty() && changed.has(Trouble.CONFIGURATION_REFUSED);
      if (changed.detail().isEmpty() || refused) {
        throw new IOException(changed.reason());
      }
      if (lun.isServing() || keys.containsKey(HANDLER)) {
        String handler = changed.detail().get().handlerName();
        swaps.await(() -> isServedByItsName(lun.name()), swap -> swap.to().name().equals(handler));
      }
    } catch (IOException e) {
      throw rolledBack(file, change, e, note);
    }
  }

  private static void requireTakenUp(String lun, List<String> waiting) throws IOException {
    if (!waiting.isEmpty()) {
      throw new IOException(
          "%s can't be changed while there is the LUN. Write it into the file and start the gateway again, or lun:remove %s and make it anew with lun:create"
              .formatted(String.join(", ", waiting), lun));
    }
  }

  /** Changes keys of the file that makes the LUN's handler, and waits until it serves by them. */
  void setHandler(LunView lun, BackendSchema backend, Map<String, String> keys) throws IOException {
    String handler = lun.detail().orElseThrow().handlerName();
    ConfigurationFile file =
        Backends.fileOf(files, backend, handler).orElseThrow(() -> noFile(handler));
    ConfigurationText text = edited(file, keys);
    if (isAsBefore(file, text)) {
      return;
    }
    long newest = newest(handler);
    ConfigurationChange change = files.change();
    SwapWatch swaps = new SwapWatch(logicalUnits, lun.name());
    change.write(file, text);
    try {
      change.awaitRead(READ_BOUND);
      if (!keys.equals(Map.of(HandlerConfig.CREATE, ""))) { // of which no other handler comes
        swaps.await(() -> newest(handler) > newest);
        requireUsable(handler);
        long service = newest(handler);
        swaps.await(
            () -> serves(lun.name(), newest(handler)), swap -> swap.to().serviceId() == service);
      }
    } catch (IOException e) {
      throw rolledBack(file, change, e, "");
    }
  }

  private long newest(String handler) {
    return views(handler).mapToLong(HandlerView::serviceId).max().orElse(-1);
  }

  private Stream<HandlerView> views(String handler) {
    return logicalUnits.directory().handlerViews().stream()
        .filter(view -> view.name().equals(handler));
  }

  private void requireUsable(String handler) throws IOException {
    long newest = newest(handler);
    Optional<String> problem =
        views(handler)
            .filter(view -> view.serviceId() == newest)
            .map(HandlerView::problem)
            .filter(text -> !text.isEmpty())
            .findFirst();
    if (problem.isPresent()) {
      throw new IOException(problem.get());
    }
  }

  private boolean serves(String name, long service) {
    LunView lun = new Luns(logicalUnits).get(name);
    return lun.isServing()
        && lun.detail().flatMap(LunView.Detail::bound).equals(Optional.of(service));
  }

  /** By a handler of the name that it is to bind to. */
  private boolean isServedByItsName(String name) {
    LunView lun = new Luns(logicalUnits).get(name);
    return lun.isServing()
        && lun.detail().stream()
            .anyMatch(
                detail ->
                    detail.handlers().stream()
                        .anyMatch(view -> detail.bound().equals(Optional.of(view.serviceId()))));
  }

  private static boolean isAsBefore(ConfigurationFile file, ConfigurationText text)
      throws IOException {
    return file.content().equals(Optional.of(text.toString()));
  }

  private static ConfigurationText edited(ConfigurationFile file, Map<String, String> keys)
      throws IOException {
    ConfigurationText text = file.read().orElse(ConfigurationText.empty());
    try {
      keys.forEach(
          (key, value) -> {
            if (value.isEmpty()) {
              text.remove(key);
            } else {
              text.set(key, value);
            }
          });
    } catch (IllegalArgumentException e) {
      throw new Refusal(e.getMessage(), e);
    }
    return text;
  }

  private static Refusal noFile(String name) {
    return new Refusal("No file in etc/ makes " + name + ", so there is none to change");
  }

  private static Refusal rolledBack(
      ConfigurationFile file, ConfigurationChange change, IOException reason, String note)
      throws IOException {
    change.rollBack();
    change.awaitRead(READ_BOUND);
    String what = note.isEmpty() ? "Nothing was changed, " : "";
    return new Refusal(what + file + " is as before: " + reason.getMessage() + note, reason);
  }
}
