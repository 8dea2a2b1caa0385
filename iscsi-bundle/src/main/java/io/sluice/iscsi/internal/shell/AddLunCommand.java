package io.sluice.iscsi.internal.shell;

import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
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

/** {@code target:add-lun}; a function of its own, since no method can be called so. */
@Component(
    service = AddLunCommand.class,
    property = {"osgi.command.scope=target", "osgi.command.function=add-lun"})
public final class AddLunCommand implements Function, Documented {
  private static final Manual MANUAL =
      Manual.of("Let an iSCSI target have a LUN, under a number", "target:add-lun disks demo:5")
          .operands("TARGET LUN[:NUMBER]")
          .completedBy("target:names");

  private final TargetFiles targets;

  @Activate
  public AddLunCommand(@Reference TargetFiles targets) {
    this.targets = targets;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("add-lun", MANUAL);
  }

  @Override
  public Object execute(CommandSession session, List<Object> words) throws IOException {
    Arguments arguments = MANUAL.parse(words.stream().map(String::valueOf).toArray(String[]::new));
    if (arguments.operands().size() != 2) {
      throw new Refusal("Which one? target:add-lun TARGET LUN[:NUMBER]");
    }
    String target = arguments.operands().get(0);
    String lun = arguments.operands().get(1);
    TargetView changed = new TargetLuns(targets).add(target, lun);
    System.out.print(TargetText.details(changed));
    return null;
  }
}
