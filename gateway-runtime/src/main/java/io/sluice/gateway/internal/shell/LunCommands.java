package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Told;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.shell.Paint;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands that tell of LUNs. */
@Component(service = ShellCommands.class)
public final class LunCommands implements ShellCommands {
  private static final Manual LIST =
      Manual.of(
              "List all LUNs, also those whose configuration is wrong",
              "lun:list",
              "lun:list --json")
          .operands("[NAME...]")
          .completedBy("lun:names");

  private static final Manual INFO =
      Manual.of(
              "Show all about a LUN: state, identity, volume, handlers, exports, counters, latency",
              "lun:info demo")
          .operands("NAME...")
          .completedBy("lun:names");

  private final LogicalUnits logicalUnits;

  @Activate
  public LunCommands(@Reference LogicalUnits logicalUnits) {
    this.logicalUnits = logicalUnits;
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.telling("lun:list", LIST, this::list),
        ShellCommand.telling("lun:info", INFO, this::info),
        ShellCommand.names("lun:names", "The names of all LUNs", this::names));
  }

  private Told list(Call call) {
    Arguments arguments = call.arguments();
    Luns all = new Luns(logicalUnits);
    List<LunView> luns =
        arguments.operands().isEmpty()
            ? logicalUnits.directory().views()
            : arguments.operands().stream().map(all::get).toList();
    return new Told(() -> records(luns), () -> Paint.of(call).states(LunList.format(luns)));
  }

  private Told info(Call call) {
    Arguments arguments = call.arguments();
    if (arguments.operands().isEmpty()) {
      throw new Refusal("Of which LUN? lun:info NAME; lun:list tells the names");
    }
    Luns all = new Luns(logicalUnits);
    List<LunView> luns = arguments.operands().stream().map(all::get).toList();
    Paint paint = Paint.of(call);
    return new Told(
        () -> records(luns),
        () ->
            luns.stream().map(LunDetails::format).map(paint::states).collect(Collectors.joining()));
  }

  private static List<Map<String, Object>> records(List<LunView> luns) {
    return luns.stream().map(LunRecord::of).toList();
  }

  private List<String> names() {
    return new Luns(logicalUnits).names();
  }
}
