package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.NearestName;
import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Told;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LogicalUnits;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on handlers. */
@Component(service = ShellCommands.class)
public final class HandlerCommands implements ShellCommands {
  private static final Manual LIST =
      Manual.of(
              "List the handlers that LUNs can bind to; of one name, the preferred one first",
              "handler:list",
              "handler:list demo")
          .operands("[NAME...]")
          .completedBy("handler:names");

  private final LogicalUnits logicalUnits;

  @Activate
  public HandlerCommands(@Reference LogicalUnits logicalUnits) {
    this.logicalUnits = logicalUnits;
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.telling("handler:list", LIST, this::list),
        ShellCommand.names("handler:names", "The names of all handlers", this::names));
  }

  private Told list(Call call) {
    Arguments arguments = call.arguments();
    for (String name : arguments.operands()) {
      if (!names().contains(name)) {
        throw new Refusal(
            "There is no handler '"
                + name
                + "'"
                + NearestName.hint(name, names())
                + " See handler:list");
      }
    }
    List<HandlerView> handlers =
        logicalUnits.directory().handlerViews().stream()
            .filter(
                handler ->
                    arguments.operands().isEmpty() || arguments.operands().contains(handler.name()))
            .toList();
    return new Told(
        () -> handlers.stream().map(LunRecord::of).toList(),
        () -> HandlerList.format(handlers) + heldUp());
  }

  private String heldUp() {
    return logicalUnits
        .directory()
        .heldUp()
        .map(reason -> "\nHELD UP: " + reason + "\n")
        .orElse("");
  }

  private List<String> names() {
    return logicalUnits.directory().handlerViews().stream()
        .map(HandlerView::name)
        .distinct()
        .toList();
  }
}
