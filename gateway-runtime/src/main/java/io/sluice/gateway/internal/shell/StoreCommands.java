package io.sluice.gateway.internal.shell;

import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.store.GatewayLayers;
import java.util.List;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on stores and what they stand on. */
@Component(
    service = StoreCommands.class,
    property = {
      "osgi.command.scope=store",
      "osgi.command.function=tree",
      "osgi.command.function=names"
    })
public final class StoreCommands {
  private final LogicalUnits logicalUnits;
  private final GatewayLayers layers;

  @Activate
  public StoreCommands(@Reference LogicalUnits logicalUnits, @Reference GatewayLayers layers) {
    this.logicalUnits = logicalUnits;
    this.layers = layers;
  }

  @Descriptor("Show what a volume stands on, with sizes, caches and state")
  public void tree(@Descriptor("name of a handler or a LUN") String name) {
    String handler = layers.names().contains(name) ? name : handlerOfLun(name);
    System.out.print(StoreTreeText.format(layers.tree(handler)));
  }

  private String handlerOfLun(String name) {
    return logicalUnits.views().stream()
        .filter(lun -> lun.name().equals(name))
        .findFirst()
        .flatMap(LunView::detail)
        .map(LunView.Detail::handlerName)
        .filter(layers.names()::contains)
        .orElseThrow(
            () -> new Refusal("There is no volume or LUN '" + name + "'; see store:names"));
  }

  @Descriptor("The names of all volumes, for scripts and completion")
  public List<String> names() {
    return layers.names();
  }
}
