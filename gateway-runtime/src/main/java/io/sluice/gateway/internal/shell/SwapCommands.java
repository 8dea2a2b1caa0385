package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.backend.shell.Told;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunOperations;
import io.sluice.gateway.internal.binding.SwapRecord;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands that change a LUN's handler, and the one that tells of such changes. */
@Component(service = ShellCommands.class)
public final class SwapCommands implements ShellCommands {
  private static final Option FORCE =
      Option.flag("--force", "also where the volume is smaller than initiators were told; asks");

  private static final Manual BIND =
      Manual.of("Serve a LUN from another handler, while it is in use", "lun:bind demo demo2")
          .operands("NAME HANDLER")
          .completedBy("lun:names", "handler:names")
          .details(
              "Commands are held while the handlers change. If the other one can't be used, the"
                  + " LUN serves on from the one that it has, and the reason is told. It stays"
                  + " until the gateway ends; the key handler of the LUN's file is for good.")
          .options(
              Option.flag(
                  "--force",
                  "also where the volume is smaller, or lacks what was written to memory only;"
                      + " asks"),
              Option.YES);

  private static final Manual RESIZE =
      Manual.of(
              "Take up another size of a LUN's volume, while it is in use",
              "lun:resize demo",
              "lun:resize demo 20G")
          .operands("NAME [SIZE]")
          .completedBy("lun:names", Manual.NEW)
          .details(
              "Without a size, the size that the volume has by now. With one, the volume is made"
                  + " that big first, where its backend can, and the key size of its handler's file"
                  + " tells the new one, where it is there. Initiators are told.")
          .options(FORCE, Option.YES);

  private static final Manual ACCEPT =
      Manual.of(
              "Serve a LUN again although what was in memory only is lost",
              "lun:accept scratch --yes")
          .operands("NAME")
          .completedBy("lun:names")
          .details("Initiators find other content than they wrote, so it asks, or takes --yes.")
          .options(Option.YES);

  private static final Manual HISTORY =
      Manual.of(
              "Show the last swaps of a LUN: when, from what to what, why, and what was held",
              "lun:history demo",
              "lun:history demo --json")
          .operands("NAME")
          .completedBy("lun:names");

  private final LunOperations operations;
  private final LunSize sizes;

  @Activate
  public SwapCommands(
      @Reference LogicalUnits logicalUnits,
      @Reference LunOperations operations,
      @Reference ConfigurationFiles files,
      @Reference LunSetCommand keys) {
    this.operations = operations;
    sizes = new LunSize(logicalUnits, operations, files, keys);
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.acting("lun:bind", BIND, this::bind),
        ShellCommand.acting("lun:resize", RESIZE, this::resize),
        ShellCommand.acting("lun:accept", ACCEPT, this::accept),
        ShellCommand.telling("lun:history", HISTORY, this::history));
  }

  private void bind(Call call) throws IOException {
    Arguments arguments = call.arguments();
    List<String> operands = arguments.operands();
    if (operands.size() != 2) {
      throw new Refusal("Bind what to what? lun:bind NAME HANDLER; handler:list tells the names");
    }
    String lun = operands.get(0);
    String handler = operands.get(1);
    boolean force = arguments.has(FORCE.name());
    if (force) {
      call.confirm(
          "Serve " + lun + " from " + handler + ", although what was written may not be there?");
    }
    print(lun, () -> operations.bind(lun, handler, force));
  }

  private void resize(Call call) throws IOException {
    Arguments arguments = call.arguments();
    List<String> operands = arguments.operands();
    if (operands.isEmpty() || operands.size() > 2) {
      throw new Refusal("Which LUN? lun:resize NAME [SIZE]");
    }
    String lun = operands.get(0);
    boolean force = arguments.has(FORCE.name());
    if (force) {
      call.confirm("Make " + lun + " smaller? What is behind its new end is lost.");
    }
    print(
        lun,
        () ->
            operands.size() == 1
                ? operations.resize(lun, 0, force)
                : sizes.set(lun, operands.get(1), force));
  }

  private void accept(Call call) throws IOException {
    String lun = call.arguments().onlyOperand("Of which LUN? lun:accept NAME");
    call.confirm("Serve " + lun + " without what was written to it? That is lost.");
    print(lun, () -> operations.acceptLoss(lun));
  }

  private Told history(Call call) {
    String lun = call.arguments().onlyOperand("Of which LUN? lun:history NAME");
    List<SwapRecord> records = records(lun);
    return new Told(
        () -> records.stream().map(SwapList::fields).toList(), () -> SwapList.format(records));
  }

  private List<SwapRecord> records(String lun) {
    try {
      return operations.history(lun);
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }

  private interface Operation {
    SwapRecord perform() throws IOException;
  }

  private static void print(String lun, Operation operation) {
    try {
      System.out.println(lun + ": " + SwapList.sentence(operation.perform()));
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
  }
}
