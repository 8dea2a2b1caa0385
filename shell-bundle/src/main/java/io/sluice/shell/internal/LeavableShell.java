package io.sluice.shell.internal;

import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.framework.BundleContext;

/**
 * The shell of one session. Gogo's own would stop the whole framework at the end of a session; this
 * one leaves it alone, whatever options it is called with.
 */
final class LeavableShell extends Shell {
  LeavableShell(BundleContext bundle, CommandProcessor processor) {
    super(new SessionContext(bundle), processor);
  }

  private record SessionContext(BundleContext bundle) implements Context {
    @Override
    public String getProperty(String name) {
      return bundle.getProperty(name);
    }

    @Override
    public void exit() {
      // The end of a session is not the end of the gateway.
    }
  }
}
