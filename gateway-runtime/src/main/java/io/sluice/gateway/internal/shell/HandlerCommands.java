package io.sluice.gateway.internal.shell;

import io.sluice.gateway.internal.HandlerView;
import io.sluice.gateway.internal.LogicalUnits;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
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
public final class HandlerCommands {
  private final LogicalUnits logicalUnits;

  @Activate
  public HandlerCommands(@Reference LogicalUnits logicalUnits) {
    this.logicalUnits = logicalUnits;
  }

  @Descriptor("List the handlers that LUNs can bind to; of one name, the preferred one first")
  public void list(@Descriptor("names of handlers; all where none is given") String... names) {
    List<String> wanted = List.of(names);
    List<HandlerView> handlers =
        logicalUnits.handlerViews().stream()
            .filter(handler -> wanted.isEmpty() || wanted.contains(handler.name()))
            .toList();
    if (handlers.isEmpty() && !wanted.isEmpty()) {
      throw new Refusal(
          "There is no handler '" + String.join("', '", wanted) + "'; see handler:list");
    }
    System.out.print(HandlerList.format(handlers));
  }

  @Descriptor("The names of all handlers, for scripts and completion")
  public List<String> names() {
    return logicalUnits.handlerViews().stream().map(HandlerView::name).distinct().toList();
  }
}
