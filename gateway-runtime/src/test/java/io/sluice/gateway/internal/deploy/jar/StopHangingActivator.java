package io.sluice.gateway.internal.deploy.jar;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Of a bundle whose stop hangs until a system property is set. */
public final class StopHangingActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {}

  @Override
  public void stop(BundleContext context) {
    new HangingActivator().start(context);
  }
}
