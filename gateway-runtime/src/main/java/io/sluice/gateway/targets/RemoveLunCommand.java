package io.sluice.gateway.targets;

import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Conversation;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;

/** {@code remove-lun}; a separate function, since a method can't have that name. */
public class RemoveLunCommand implements Function, Documented {
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
  public Map<String, Manual> manuals() {
    return Map.of("remove-lun", manual);
  }

  @Override
  public Object execute(CommandSession session, List<Object> words) throws IOException {
    Arguments arguments = manual.parse(words.stream().map(String::valueOf).toArray(String[]::new));
    if (arguments.operands().size() != 2) {
      throw new Refusal("Which one? " + targets.scope().line("remove-lun TARGET LUN"));
    }
    String target = arguments.operands().get(0);
    String lun = arguments.operands().get(1);
    boolean used = targets.get(target).inUse().contains(lun);
    Conversation.of(session)
        .confirm(
            !used || arguments.has("--yes"), "Take " + lun + " from the sessions that use it?");
    TargetView changed = new TargetLuns(targets).remove(target, lun);
    System.out.print(TargetText.details(changed));
    return null;
  }
}
