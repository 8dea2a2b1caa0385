package io.sluice.iscsi.internal.shell;

import io.sluice.backend.shell.Arguments;
import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.Refusal;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.gateway.configuration.ConfigurationFiles;
import io.sluice.gateway.configuration.ConfigurationSchemas;
import io.sluice.gateway.targets.TargetFiles;
import io.sluice.iscsi.internal.configured.IscsiTransport;
import io.sluice.iscsi.internal.configured.Rebound;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code acl:rebind}. */
@Component(service = ShellCommands.class)
public final class RebindCommand implements ShellCommands {
  private static final Manual MANUAL =
      Manual.of(
              "Give what a CHAP name has registered at an iSCSI target to another name",
              "acl:rebind disks farm1 farm1-2027")
          .operands("TARGET FROM TO")
          .completedBy("target:names", "acl:names", "acl:names")
          .details(
              "For initiators whose CHAP name changes: a persistent registration can be used, and a"
                  + " session be taken over, by the name that made it alone. Make the new name"
                  + " (acl:add), set it on the initiator, and move what the old one has; the"
                  + " session goes on meanwhile. Then remove the old name (acl:remove).");

  private final IscsiTransport transport;
  private final TargetFiles targets;

  @Activate
  public RebindCommand(
      @Reference IscsiTransport transport,
      @Reference ConfigurationFiles files,
      @Reference ConfigurationSchemas schemas) {
    this.transport = transport;
    targets = new TargetFiles(transport, files, schemas);
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(ShellCommand.acting("acl:rebind", MANUAL, this::rebind));
  }

  private void rebind(Call call) throws IOException {
    Arguments arguments = call.arguments();
    List<String> operands = arguments.operands();
    if (operands.size() != 3) {
      throw new Refusal("Give whose to whom? acl:rebind TARGET FROM TO");
    }
    String target = operands.get(0);
    String to = operands.get(2);
    List<String> names = targets.chapNames(target);
    if (!names.contains(to)) {
      throw new Refusal(
          "%s has no CHAP name %s; it has %s. Add it first: acl:add %s --chap %s"
              .formatted(target, to, names, target, to));
    }
    Rebound moved = transport.rebind(target, operands.get(1), to);
    System.out.printf(
        "%d registrations and %d sessions of %s are %s's now%n",
        moved.registrations(), moved.sessions(), operands.get(1), to);
  }
}
