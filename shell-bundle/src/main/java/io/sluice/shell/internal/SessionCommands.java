package io.sluice.shell.internal;

import io.sluice.gateway.shell.Documented;
import io.sluice.gateway.shell.Manual;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Leaving the shell, and stopping the gateway. */
@Component(
    service = SessionCommands.class,
    property = {
      "osgi.command.scope=sluice",
      "osgi.command.function=exit",
      "osgi.command.function=shutdown"
    })
public final class SessionCommands implements Documented {
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
  public Map<String, Manual> manuals() {
    return Map.of("exit", EXIT, "shutdown", SHUTDOWN);
  }

  public void exit(CommandSession session) {
    if (session.get(SessionVariables.LEAVABLE) instanceof LeavableShell shell) {
      shell.stop();
    }
  }

  public void shutdown() throws BundleException {
    bundle.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
  }
}
