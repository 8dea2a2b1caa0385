package io.sluice.gateway.internal.shell;

import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.internal.LunOperations;
import io.sluice.gateway.internal.SwapRecord;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Conversation;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.JsonText;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands that change a LUN's handler, and the one that tells of such changes. */
@Component(
    service = SwapCommands.class,
    property = {
      "osgi.command.scope=lun",
      "osgi.command.function=bind",
      "osgi.command.function=resize",
      "osgi.command.function=accept",
      "osgi.command.function=history"
    })
public final class SwapCommands implements Documented {
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
          .completedBy("lun:names")
          .details(
              "Without a size, the size that the volume has by now. With one, the volume is made"
                  + " that big first, where its backend can, and the key size of its handler's file tells"
                  + " the new one, where it is there. Initiators are told.")
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
          .completedBy("lun:names")
          .options(Option.flag("--json", "for programs"));

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
  public Map<String, Manual> manuals() {
    return Map.of("bind", BIND, "resize", RESIZE, "accept", ACCEPT, "history", HISTORY);
  }

  public void bind(CommandSession session, String... words) throws IOException {
    Arguments arguments = BIND.parse(words);
    List<String> operands = arguments.operands();
    if (operands.size() != 2) {
      throw new Refusal("Bind what to what? lun:bind NAME HANDLER; handler:list tells the names");
    }
    String lun = operands.get(0);
    String handler = operands.get(1);
    boolean force = arguments.has(FORCE.name());
    Conversation.of(session)
        .confirm(
            !force || arguments.has(Option.YES.name()),
            "Serve " + lun + " from " + handler + ", although what was written may not be there?");
    print(lun, () -> operations.bind(lun, handler, force));
  }

  public void resize(CommandSession session, String... words) throws IOException {
    Arguments arguments = RESIZE.parse(words);
    List<String> operands = arguments.operands();
    if (operands.isEmpty() || operands.size() > 2) {
      throw new Refusal("Which LUN? lun:resize NAME [SIZE]");
    }
    String lun = operands.get(0);
    boolean force = arguments.has(FORCE.name());
    Conversation.of(session)
        .confirm(
            !force || arguments.has(Option.YES.name()),
            "Make " + lun + " smaller? What is behind its new end is lost.");
    print(
        lun,
        () ->
            operands.size() == 1
                ? operations.resize(lun, 0, force)
                : sizes.set(lun, operands.get(1), force));
  }

  public void accept(CommandSession session, String... words) throws IOException {
    Arguments arguments = ACCEPT.parse(words);
    String lun = arguments.onlyOperand("Of which LUN? lun:accept NAME");
    Conversation.of(session)
        .confirm(
            arguments.has(Option.YES.name()),
            "Serve " + lun + " without what was written to it? That is lost.");
    print(lun, () -> operations.acceptLoss(lun));
  }

  public void history(String... words) {
    Arguments arguments = HISTORY.parse(words);
    String lun = arguments.onlyOperand("Of which LUN? lun:history NAME");
    List<SwapRecord> records = records(lun);
    System.out.print(
        arguments.has("--json")
            ? JsonText.of(records.stream().map(SwapList::fields).toList())
            : SwapList.format(records));
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
