package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.NearestName;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Told;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.internal.store.GatewayLayers;
import io.sluice.gateway.internal.store.StoreTree;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on stores and what they stand on. */
@Component(service = ShellCommands.class)
public final class StoreCommands implements ShellCommands {
  private static final Manual TREE =
      Manual.of("Show what a volume stands on, with sizes, caches and state", "store:tree demo")
          .operands("NAME")
          .completedBy("store:names");

  private final LogicalUnits logicalUnits;
  private final GatewayLayers layers;

  @Activate
  public StoreCommands(@Reference LogicalUnits logicalUnits, @Reference GatewayLayers layers) {
    this.logicalUnits = logicalUnits;
    this.layers = layers;
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.telling("store:tree", TREE, this::tree),
        ShellCommand.names("store:names", "The names of all volumes", this::names));
  }

  private Told tree(Call call) {
    String name = call.arguments().onlyOperand("Of which volume or LUN? store:tree NAME");
    String handler = layers.names().contains(name) ? name : handlerOfLun(name);
    StoreTree tree = layers.tree(handler);
    return new Told(() -> StoreTreeText.fields(tree), () -> StoreTreeText.format(tree));
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

  private List<String> names() {
    return layers.names();
  }
}
