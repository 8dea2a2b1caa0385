package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.HandlerConfig;
import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.Transport;
import io.sluice.gateway.configuration.ConfigurationChange;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationSchema;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.configuration.ConfigurationText;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code lun:create}: writes the files of a handler and of a LUN, and waits until initiators can
 * use it. What never served is taken back.
 */
@Component(
    service = LunCreateCommand.class,
    property = {"osgi.command.scope=lun", "osgi.command.function=create"})
public final class LunCreateCommand implements Documented {
  private static final Duration READ_BOUND = Duration.ofSeconds(20);
  private static final Duration SERVE_BOUND = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 50;

  private final LogicalUnits logicalUnits;
  private final ConfigurationFiles files;
  private final ConfigurationSchemas schemas;

  @Activate
  public LunCreateCommand(
      @Reference LogicalUnits logicalUnits,
      @Reference ConfigurationFiles files,
      @Reference ConfigurationSchemas schemas) {
    this.logicalUnits = logicalUnits;
    this.files = files;
    this.schemas = schemas;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of(
        "create",
        Manual.of("Make a LUN, and the handler that serves it", examples())
            .operands("NAME")
            .details(
                "Writes the handler's file (backend:describe KIND tells its name) and etc/"
                    + LogicalUnit.FACTORY_PID
                    + "-NAME.cfg, and waits until the LUN serves. If it does not, both files are"
                    + " removed again, and the image that was made for it. Without --transports it"
                    + " is exported by all that work here."
                    + " --size means that what is missing is made (--create), this once: the key is"
                    + " taken out of the file when the LUN serves.")
            .options(LunCreation.options(new Backends(schemas), lunSchema(), transportOptions())));
  }

  /** With the options of the first transport that there is. */
  private String[] examples() {
    List<String> examples =
        new ArrayList<>(
            List.of(
                "lun:create disk0 --file /srv/disk0.img --size 10G",
                "lun:create image1 --image /srv/image1.qcow2 --format qcow2"));
    transports().stream()
        .sorted()
        .limit(1)
        .forEach(
            first -> {
              String exported = " --transports " + first;
              examples.add("lun:create scratch --memory 64M" + exported);
              transportOptions().stream()
                  .filter(option -> LunCreation.isTransportOption(option, List.of(first)))
                  .limit(1)
                  .forEach(
                      option ->
                          examples.add(
                              "lun:create copy --handler disk0%s %s 7"
                                  .formatted(exported, option)));
            });
    return examples.toArray(String[]::new);
  }

  private List<String> transportOptions() {
    return logicalUnits.directory().transportOptions().stream().map(key -> "--" + key).toList();
  }

  private ConfigurationSchema lunSchema() {
    return schemas.of(LogicalUnit.FACTORY_PID).orElseThrow();
  }

  private List<String> transports() {
    return logicalUnits.directory().transports().stream().map(Transport::name).toList();
  }

  public void create(CommandSession session, String... words) throws IOException {
    LunCreation wanted =
        LunCreation.parse(new Backends(schemas), lunSchema(), transports(), words)
            .in(session.currentDir());
    Optional<ConfigurationFile> handlerFile =
        wanted.backend().map(backend -> file(backend.factoryPid(), wanted.name()));
    ConfigurationFile lunFile = file(LogicalUnit.FACTORY_PID, wanted.name());
    requireNew(wanted, lunFile, handlerFile);
    ConfigurationText lun = text("The LUN \"" + wanted.name() + "\".", wanted.lunKeys());
    if (lun.value("transports").isEmpty()) {
      lun.set("transports", String.join(", ", workingTransports()));
    }

    NewImage image = NewImage.of(wanted);
    ConfigurationChange change = files.change();
    if (handlerFile.isPresent()) {
      String title = "The handler \"" + wanted.name() + "\", for the LUN of that name.";
      change.write(handlerFile.get(), text(title, wanted.handlerKeys()));
    }
    change.write(lunFile, lun);
    LunView made = awaitServing(wanted.name(), transportsOf(lun), change, image);
    System.out.print(LunList.format(List.of(made)));
    if (handlerFile.isPresent()) {
      endCreation(handlerFile.get());
    }
  }

  /**
   * With the key in it, a start at which the file system is not mounted would make an empty one.
   */
  private void endCreation(ConfigurationFile handlerFile) {
    try {
      ConfigurationText text = handlerFile.read().orElse(ConfigurationText.empty());
      if (text.keys().contains(HandlerConfig.CREATE)) {
        text.remove(HandlerConfig.CREATE);
        ConfigurationChange change = files.change();
        change.write(handlerFile, text);
        change.awaitRead(READ_BOUND);
      }
    } catch (IOException e) {
      throw new Refusal(
          "It serves, but take "
              + HandlerConfig.CREATE
              + " out of "
              + handlerFile
              + " before the gateway starts again: "
              + e.getMessage(),
          e);
    }
  }

  private ConfigurationFile file(String factoryPid, String name) {
    try {
      return files.file(factoryPid, name);
    } catch (IllegalArgumentException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  private void requireNew(
      LunCreation wanted, ConfigurationFile lunFile, Optional<ConfigurationFile> handlerFile) {
    List<String> handlers =
        logicalUnits.directory().handlerViews().stream().map(HandlerView::name).distinct().toList();
    if (new Luns(logicalUnits).find(wanted.name()).isPresent() || lunFile.exists()) {
      throw new Refusal(
          "There is a LUN '" + wanted.name() + "' already; see lun:info " + wanted.name());
    }
    if (handlerFile.isEmpty()) {
      String handler = wanted.lunKeys().get("handler");
      if (!handlers.contains(handler)) {
        throw new Refusal(
            "There is no handler '" + handler + "'" + NearestName.hint(handler, handlers));
      }
    } else if (handlers.contains(wanted.name()) || handlerFile.get().exists()) {
      throw new Refusal(
          "There is a handler '"
              + wanted.name()
              + "' already; serve it: lun:create "
              + wanted.name()
              + " --handler "
              + wanted.name());
    }
  }

  private static ConfigurationText text(String title, Map<String, String> keys) {
    ConfigurationText text = ConfigurationText.empty();
    text.comment(title);
    try {
      keys.forEach(text::set);
    } catch (IllegalArgumentException e) {
      throw new Refusal(e.getMessage(), e);
    }
    return text;
  }

  private List<String> workingTransports() {
    List<String> working =
        logicalUnits.directory().transports().stream()
            .filter(transport -> transport.unavailable().isEmpty())
            .map(Transport::name)
            .sorted()
            .toList();
    if (working.isEmpty()) {
      throw new Refusal("No transport works here, so nobody could use the LUN; see lun:why");
    }
    return working;
  }

  private static Set<String> transportsOf(ConfigurationText lun) {
    return Arrays.stream(lun.value("transports").orElse("").split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toSet());
  }

  private LunView awaitServing(
      String name, Set<String> transports, ConfigurationChange change, NewImage image)
      throws IOException {
    try {
      change.awaitRead(READ_BOUND);
      return awaitServing(name, transports);
    } catch (IOException | RuntimeException e) {
      boolean written = isWritten(name);
      logicalUnits.remove(name, true, change::rollBack);
      change.awaitRead(READ_BOUND);
      String also = written ? image.kept() : image.remove();
      throw new Refusal(
          name + " was not made, and its files are removed" + also + ": " + e.getMessage(), e);
    }
  }

  private boolean isWritten(String name) {
    return new Luns(logicalUnits)
        .find(name)
        .flatMap(LunView::detail)
        .filter(detail -> detail.counters().bytesWritten() > 0)
        .isPresent();
  }

  private LunView awaitServing(String name, Set<String> transports) throws IOException {
    long deadline = System.nanoTime() + SERVE_BOUND.toNanos();
    while (true) {
      Optional<LunView> lun = new Luns(logicalUnits).find(name);
      Optional<String> failure = lun.flatMap(LunOutcome::failure);
      if (failure.isPresent()) {
        throw new IOException(failure.get());
      }
      if (lun.filter(view -> LunOutcome.isComplete(view, transports)).isPresent()) {
        return lun.get();
      }
      if (System.nanoTime() - deadline > 0) {
        if (lun.filter(LunView::isPreparing).isPresent()) {
          return lun.get(); // made, and served when that has ended
        }
        throw new IOException(
            "after "
                + SERVE_BOUND.toSeconds()
                + " s it was "
                + lun.map(view -> view.state().name()).orElse("not there"));
      }
      Pause.millis(POLL_MILLIS);
    }
  }
}
