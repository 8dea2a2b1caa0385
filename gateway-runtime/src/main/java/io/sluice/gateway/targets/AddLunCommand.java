package io.sluice.gateway.targets;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import java.io.IOException;
import java.util.List;

/** {@code add-lun}. */
public class AddLunCommand implements ShellCommands {
  private final Manual manual;

  private final TargetFiles targets;

  protected AddLunCommand(TargetFiles targets) {
    this.targets = targets;
    TargetScope scope = targets.scope();
    manual =
        Manual.of(
                "Let " + scope.one() + " have a LUN, under a number",
                scope.line("add-lun disks demo:5"))
            .operands("TARGET LUN[:NUMBER]")
            .details("The LUN can be made before or after.")
            .completedBy(scope.names(), "lun:names");
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(ShellCommand.acting(targets.scope().line("add-lun"), manual, this::addLun));
  }

  private void addLun(Call call) throws IOException {
    Arguments arguments = call.arguments();
    if (arguments.operands().size() != 2) {
      throw new Refusal("Which one? " + targets.scope().line("add-lun TARGET LUN[:NUMBER]"));
    }
    String target = arguments.operands().get(0);
    String lun = arguments.operands().get(1);
    TargetView changed = new TargetLuns(targets).add(target, lun);
    System.out.print(TargetText.details(changed));
    String disk = TargetLuns.disk(lun);
    if (!targets.disks().contains(disk)) {
      System.out.println(
          "There is no LUN "
              + disk
              + " yet: "
              + target
              + " offers it as soon as there is, see lun:create");
    }
  }
}
