package io.sluice.gateway.internal.shell;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Option;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.gateway.internal.GatewayIdentity;
import io.sluice.gateway.internal.LogicalUnits;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell's commands on the gateway as a whole. */
@Component(service = ShellCommands.class)
public final class GatewayCommands implements ShellCommands {
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

  private static final Manual ADOPT =
      Manual.of(
              "Serve the disks of a gateway that was copied or moved here, as they were",
              "gateway:adopt --yes")
          .details(
              "Only while it is in doubt whether this gateway is a copy, when nothing is served."
                  + " The disks keep their WWNs and serial numbers: the gateway that it was copied"
                  + " from must serve no more, or initiators take the disks of both for the same."
                  + " It asks, or takes --yes.")
          .options(Option.YES);

  private static final Manual RENEW =
      Manual.of(
              "Serve the disks of a gateway that was copied here, as other disks",
              "gateway:renew --yes")
          .details(
              "Only while it is in doubt whether this gateway is a copy, when nothing is served."
                  + " All disks without wwn = get other WWNs and serial numbers: to initiators they"
                  + " are new disks. It asks, or takes --yes.")
          .options(Option.YES);

  private final LogicalUnits logicalUnits;
  private final GatewayIdentity identity;

  @Activate
  public GatewayCommands(
      @Reference LogicalUnits logicalUnits, @Reference GatewayIdentity identity) {
    this.logicalUnits = logicalUnits;
    this.identity = identity;
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.acting("gateway:adopt", ADOPT, this::adopt),
        ShellCommand.acting("gateway:renew", RENEW, this::renew),
        ShellCommand.acting("gateway:unexport", UNEXPORT, this::unexport));
  }

  private void adopt(Call call) throws IOException {
    answer(call, "Keep the WWNs and serial numbers of all disks?");
    identity.adopt();
    System.out.println("The disks are served as they were");
  }

  private void renew(Call call) throws IOException {
    answer(call, "Give all disks other WWNs and serial numbers?");
    identity.renew();
    System.out.println("The disks are served, with other WWNs and serial numbers");
  }

  private void answer(Call call, String question) throws IOException {
    String doubt =
        identity
            .question()
            .orElseThrow(
                () ->
                    new Refusal(
                        "This gateway is in no doubt of being a copy. Its disks keep their WWNs"));
    call.confirm(doubt + System.lineSeparator() + question);
  }

  private void unexport(Call call) throws IOException {
    Arguments arguments = call.arguments();
    call.confirm("Take every LUN away from its initiators?");
    try {
      logicalUnits.endExports(arguments.has(FORCE.name()));
    } catch (IOException e) {
      throw new Refusal(e.getMessage(), e);
    }
    System.out.println("No LUN is exported any more");
  }
}
