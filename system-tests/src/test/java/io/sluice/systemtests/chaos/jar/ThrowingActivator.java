package io.sluice.systemtests.chaos.jar;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Of a bundle that does not start. */
public final class ThrowingActivator implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    throw new IllegalStateException("thrown on purpose");
  }

  @Override
  public void stop(BundleContext context) {}
}
