package io.sluice.gateway.targets;

import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;

/** {@code add-lun}; a separate function, since a method can't have that name. */
public class AddLunCommand implements Function, Documented {
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
  public Map<String, Manual> manuals() {
    return Map.of("add-lun", manual);
  }

  @Override
  public Object execute(CommandSession session, List<Object> words) throws IOException {
    Arguments arguments = manual.parse(words.stream().map(String::valueOf).toArray(String[]::new));
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
    return null;
  }
}
