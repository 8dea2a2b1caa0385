package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.gateway.configuration.ConfigurationChange;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code lun:remove}: ends a LUN's exports, and deletes its file. */
@Component(service = ShellCommands.class)
public final class LunRemoveCommand implements ShellCommands {
  private static final Duration READ_BOUND = Duration.ofSeconds(20);

  private static final Manual MANUAL =
      Manual.of(
              "Remove a LUN: its exports, its configuration file, and itself; not its data",
              "lun:remove scratch",
              "lun:remove scratch --handler --yes")
          .operands("NAME")
          .completedBy("lun:names")
          .details(
              "Refuses while the disk is in use. With --force or --handler it asks, or takes"
                  + " --yes.")
          .options(
              Option.flag("--force", "also while the disk is mounted or open"),
              Option.flag("--handler", "remove the handler's configuration file too"),
              Option.YES);

  private final LogicalUnits logicalUnits;
  private final ConfigurationFiles files;
  private final Backends backends;

  @Activate
  public LunRemoveCommand(
      @Reference LogicalUnits logicalUnits,
      @Reference ConfigurationFiles files,
      @Reference ConfigurationSchemas schemas) {
    this.logicalUnits = logicalUnits;
    this.files = files;
    backends = new Backends(schemas);
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(ShellCommand.acting("lun:remove", MANUAL, this::remove));
  }

  private void remove(Call call) throws IOException {
    Arguments arguments = call.arguments();
    String name = arguments.onlyOperand("Which LUN? lun:remove NAME [--force] [--handler] [--yes]");
    LunView lun = new Luns(logicalUnits).get(name);
    List<ConfigurationFile> doomed = new ArrayList<>();
    Optional<String> pid = logicalUnits.directory().pid(name);
    if (pid.isPresent()) {
      files.fileOf(pid.get()).ifPresent(doomed::add);
    }
    if (arguments.has("--handler")) {
      doomed.add(handlerFile(lun));
    }
    requireDeletable(doomed);
    if (arguments.has("--force") || arguments.has("--handler")) {
      call.confirm("Remove " + name + (doomed.isEmpty() ? "" : " and " + doomed) + "?");
    }
    ConfigurationChange change = files.change();
    try {
      logicalUnits.remove(name, arguments.has("--force"), () -> delete(change, doomed, pid));
      change.awaitRead(READ_BOUND);
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
    System.out.println(name + " is removed" + rest(lun, arguments.has("--handler")));
  }

  /** What is left, and would be in the way of a new one of the name. */
  private String rest(LunView lun, boolean alsoHandler) {
    String handler = lun.detail().map(LunView.Detail::handlerName).orElse("");
    boolean stays =
        !alsoHandler
            && logicalUnits.directory().handlerViews().stream()
                .anyMatch(view -> view.name().equals(handler));
    return stays
        ? "; its handler stays: lun:create " + lun.name() + " --handler " + handler + " serves it"
        : "";
  }

  private ConfigurationFile handlerFile(LunView lun) throws IOException {
    String handler = lun.detail().map(LunView.Detail::handlerName).orElse(lun.name());
    for (HandlerView view : logicalUnits.directory().handlerViews()) {
      Optional<ConfigurationFile> file =
          view.name().equals(handler)
              ? backends.fileOf(files, view.backend(), handler)
              : Optional.empty();
      if (file.isPresent()) {
        List<String> others = new ArrayList<>(view.boundBy());
        others.remove(lun.name());
        if (!others.isEmpty()) {
          throw new Refusal("Handler " + handler + " serves " + others + " too");
        }
        return file.get();
      }
    }
    throw new Refusal("No file in etc/ makes the handler " + handler + "; leave --handler out");
  }

  /** Before anything else is done. */
  private static void requireDeletable(List<ConfigurationFile> doomed) {
    for (ConfigurationFile file : doomed) {
      Path path = file.path();
      if (Files.exists(path) && !Files.isWritable(path.getParent())) {
        throw new Refusal(
            path + " can't be deleted: its folder is not writable; nothing was changed");
      }
    }
  }

  /** The files first: with them there, the configurations would come back. */
  private void delete(
      ConfigurationChange change, List<ConfigurationFile> doomed, Optional<String> pid)
      throws IOException {
    for (ConfigurationFile file : doomed) {
      change.delete(file);
    }
    if (pid.isPresent()) {
      files.forget(pid.get());
    }
  }
}
