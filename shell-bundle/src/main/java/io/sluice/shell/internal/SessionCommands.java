package io.sluice.shell.internal;

import io.sluice.backend.shell.Call;
import io.sluice.backend.shell.Manual;
import io.sluice.backend.shell.ShellCommand;
import io.sluice.backend.shell.ShellCommands;
import io.sluice.gateway.shell.SessionCall;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Leaving the shell, and stopping the gateway. */
@Component(service = ShellCommands.class)
public final class SessionCommands implements ShellCommands {
  private static final Manual EXIT =
      Manual.of("Leave this shell; the gateway goes on (also Ctrl-D)", "exit");

  private static final Manual SHUTDOWN =
      Manual.of(
          "Stop the gateway in good order; the kernel's disks wait for the next one", "shutdown");

  private final BundleContext bundle;

  @Activate
  public SessionCommands(BundleContext bundle) {
    this.bundle = bundle;
  }

  @Override
  public List<ShellCommand> commands() {
    return List.of(
        ShellCommand.acting("sluice:exit", EXIT, this::exit),
        ShellCommand.acting("sluice:shutdown", SHUTDOWN, this::shutdown));
  }

  private void exit(Call call) {
    CommandSession session = SessionCall.sessionOf(call);
    if (session.get(SessionVariables.LEAVABLE) instanceof LeavableShell shell) {
      shell.stop();
    }
  }

  private void shutdown(Call call) throws BundleException {
    bundle.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
  }
}
