package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.NearestName;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.store.GatewayLayers;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Refusal;
import java.util.List;
import java.util.Map;
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
public final class StoreCommands implements Documented {
  private static final Manual TREE =
      Manual.of("Show what a volume stands on, with sizes, caches and state", "store:tree demo")
          .operands("NAME")
          .completedBy("store:names");
  private static final Manual NAMES =
      Manual.of("The names of all volumes, for scripts and completion", "store:names");

  private final LogicalUnits logicalUnits;
  private final GatewayLayers layers;

  @Activate
  public StoreCommands(@Reference LogicalUnits logicalUnits, @Reference GatewayLayers layers) {
    this.logicalUnits = logicalUnits;
    this.layers = layers;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("tree", TREE, "names", NAMES);
  }

  public void tree(String... words) {
    String name = TREE.parse(words).onlyOperand("Of which volume or LUN? store:tree NAME");
    String handler = layers.names().contains(name) ? name : handlerOfLun(name);
    System.out.print(StoreTreeText.format(layers.tree(handler)));
  }

  private String handlerOfLun(String name) {
    return logicalUnits.directory().views().stream()
        .filter(lun -> lun.name().equals(name))
        .findFirst()
        .flatMap(LunView::detail)
        .map(LunView.Detail::handlerName)
        .filter(layers.names()::contains)
        .orElseThrow(
            () ->
                new Refusal(
                    "There is no volume or LUN '"
                        + name
                        + "'"
                        + NearestName.hint(name, layers.names())
                        + " See store:names"));
  }

  public List<String> names() {
    return layers.names();
  }
}
