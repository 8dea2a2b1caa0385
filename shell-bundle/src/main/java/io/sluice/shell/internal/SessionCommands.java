package io.sluice.shell.internal;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
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
public final class SessionCommands {
  private final BundleContext bundle;

  @Activate
  public SessionCommands(BundleContext bundle) {
    this.bundle = bundle;
  }

  @Descriptor("Leave this shell; the gateway goes on")
  public void exit(CommandSession session) {
    if (session.get(SessionVariables.LEAVABLE) instanceof LeavableShell shell) {
      shell.stop();
    }
  }

  @Descriptor("Stop the gateway in good order; the kernel's disks wait for the next one")
  public void shutdown() throws BundleException {
    bundle.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
  }
}
