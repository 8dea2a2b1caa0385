package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.JsonText;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on handlers. */
@Component(
    service = HandlerCommands.class,
    property = {
      "osgi.command.scope=handler",
      "osgi.command.function=list",
      "osgi.command.function=names"
    })
public final class HandlerCommands implements Documented {
  private static final Manual LIST =
      Manual.of(
              "List the handlers that LUNs can bind to; of one name, the preferred one first",
              "handler:list",
              "handler:list demo")
          .operands("[NAME...]")
          .completedBy("handler:names")
          .options(Option.flag("--json", "for programs"));
  private static final Manual NAMES =
      Manual.of("The names of all handlers, for scripts and completion", "handler:names");

  private final LogicalUnits logicalUnits;

  @Activate
  public HandlerCommands(@Reference LogicalUnits logicalUnits) {
    this.logicalUnits = logicalUnits;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("list", LIST, "names", NAMES);
  }

  public void list(String... words) {
    Arguments arguments = LIST.parse(words);
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
    System.out.print(
        arguments.has("--json")
            ? JsonText.of(handlers.stream().map(LunRecord::of).toList())
            : HandlerList.format(handlers) + heldUp());
  }

  private String heldUp() {
    return logicalUnits
        .directory()
        .heldUp()
        .map(reason -> "\nHELD UP: " + reason + "\n")
        .orElse("");
  }

  public List<String> names() {
    return logicalUnits.directory().handlerViews().stream()
        .map(HandlerView::name)
        .distinct()
        .toList();
  }
}
