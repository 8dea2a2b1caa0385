package io.sluice.gateway.targets;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import java.io.IOException;
import java.util.List;

/** {@code remove-lun}. */
public class RemoveLunCommand implements ShellCommands {
  private final Manual manual;

  private final TargetFiles targets;

  protected RemoveLunCommand(TargetFiles targets) {
    this.targets = targets;
    TargetScope scope = targets.scope();
    manual =
        Manual.of("Take a LUN from " + scope.one(), scope.line("remove-lun disks demo --yes"))
            .operands("TARGET LUN")
            .completedBy(scope.names(), "lun:names")
            .options(Option.YES);
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.acting(targets.scope().line("remove-lun"), manual, this::removeLun));
  }

  private void removeLun(Call call) throws IOException {
    Arguments arguments = call.arguments();
    if (arguments.operands().size() != 2) {
      throw new Refusal("Which one? " + targets.scope().line("remove-lun TARGET LUN"));
    }
    String target = arguments.operands().get(0);
    String lun = arguments.operands().get(1);
    boolean used = targets.get(target).inUse().contains(lun);
    if (used) {
      call.confirm("Take " + lun + " from the sessions that use it?");
    }
    TargetView changed = new TargetLuns(targets).remove(target, lun);
    System.out.print(TargetText.details(changed));
  }
}
