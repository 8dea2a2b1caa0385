package io.sluice.gateway.internal.shell;

import io.sluice.gateway.internal.LogicalUnits;
import io.sluice.gateway.shell.Arguments;
import io.sluice.gateway.shell.Conversation;
import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import io.sluice.gateway.shell.Option;
import io.sluice.gateway.shell.Refusal;
import java.io.IOException;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on the gateway as a whole. */
@Component(
    service = GatewayCommands.class,
    property = {"osgi.command.scope=gateway", "osgi.command.function=unexport"})
public final class GatewayCommands implements Documented {
  private static final Option FORCE =
      Option.flag("--force", "also while disks are mounted or open");
  private static final Manual UNEXPORT =
      Manual.of(
              "Take every LUN away from initiators and from the kernel until the next start",
              "gateway:unexport --yes")
          .details(
              "It asks, or takes --yes. Refuses while a disk is in use. Disks that an earlier"
                  + " gateway left, and of which there is no LUN, are taken away for good.")
          .options(FORCE, Option.YES);

  private final LogicalUnits logicalUnits;

  @Activate
  public GatewayCommands(@Reference LogicalUnits logicalUnits) {
    this.logicalUnits = logicalUnits;
  }

  @Override
  public Map<String, Manual> manuals() {
    return Map.of("unexport", UNEXPORT);
  }

  public void unexport(CommandSession session, String... words) throws IOException {
    Arguments arguments = UNEXPORT.parse(words);
    Conversation.of(session)
        .confirm(arguments.has(Option.YES.name()), "Take every LUN away from its initiators?");
    try {
      logicalUnits.endExports(arguments.has(FORCE.name()));
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
    System.out.println("No LUN is exported any more");
  }
}
