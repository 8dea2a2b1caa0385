package io.sluice.gateway.internal.shell;

import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunView;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.JsonText;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Paint;
import io.sluice.gateway.shell.Refusal;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands that tell of LUNs. */
@Component(
    service = LunCommands.class,
    property = {
      "osgi.command.scope=lun",
      "osgi.command.function=list",
      "osgi.command.function=info",
      "osgi.command.function=names"
    })
public final class LunCommands implements Documented {
  private static final Option JSON = Option.flag("--json", "for programs");
  private static final Manual LIST =
      Manual.of(
              "List all LUNs, also those whose configuration is wrong",
              "lun:list",
              "lun:list --json")
          .operands("[NAME...]")
          .completedBy("lun:names")
          .options(JSON);
  private static final Manual INFO =
      Manual.of(
              "Show all about a LUN: state, identity, volume, handlers, exports, counters, latency",
              "lun:info demo")
          .operands("NAME...")
          .completedBy("lun:names")
          .options(JSON);
  private static final Manual NAMES =
      Manual.of("The names of all LUNs, for scripts and completion", "lun:names");

  private final LogicalUnits logicalUnits;

  @Activate
  public LunCommands(@Reference LogicalUnits logicalUnits) {
    this.logicalUnits = logicalUnits;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("list", LIST, "info", INFO, "names", NAMES);
  }

  public void list(CommandSession session, String... words) {
    Arguments arguments = LIST.parse(words);
    Luns all = new Luns(logicalUnits);
    List<LunView> luns =
        arguments.operands().isEmpty()
            ? logicalUnits.directory().views()
            : arguments.operands().stream().map(all::get).toList();
    System.out.print(
        arguments.has("--json")
            ? JsonText.of(luns.stream().map(LunRecord::of).toList())
            : Paint.of(session).states(LunList.format(luns)));
  }

  public void info(CommandSession session, String... words) {
    Arguments arguments = INFO.parse(words);
    if (arguments.operands().isEmpty()) {
      throw new Refusal("Of which LUN? lun:info NAME; lun:list tells the names");
    }
    Luns all = new Luns(logicalUnits);
    List<LunView> luns = arguments.operands().stream().map(all::get).toList();
    if (arguments.has("--json")) {
      System.out.print(JsonText.of(luns.stream().map(LunRecord::of).toList()));
    } else {
      Paint paint = Paint.of(session);
      luns.forEach(lun -> System.out.print(paint.states(LunDetails.format(lun))));
    }
  }

  public List<String> names() {
    return new Luns(logicalUnits).names();
  }
}
