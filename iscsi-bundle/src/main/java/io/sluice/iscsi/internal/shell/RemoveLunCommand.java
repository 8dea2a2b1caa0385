package io.sluice.iscsi.internal.shell;

import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Conversation;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import io.sluice.iscsi.internal.TargetView;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code target:remove-lun}; a function of its own, since no method can be called so. */
@Component(
    service = RemoveLunCommand.class,
    property = {"osgi.command.scope=target", "osgi.command.function=remove-lun"})
public final class RemoveLunCommand implements Function, Documented {
  private static final Manual MANUAL =
      Manual.of("Take a LUN from an iSCSI target", "target:remove-lun disks demo --yes")
          .operands("TARGET LUN")
          .completedBy("target:names")
          .options(Option.YES);

  private final TargetFiles targets;

  @Activate
  public RemoveLunCommand(@Reference TargetFiles targets) {
    this.targets = targets;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("remove-lun", MANUAL);
  }

  @Override
  public Object execute(CommandSession session, List<Object> words) throws IOException {
    Arguments arguments = MANUAL.parse(words.stream().map(String::valueOf).toArray(String[]::new));
    if (arguments.operands().size() != 2) {
      throw new Refusal("Which one? target:remove-lun TARGET LUN");
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
