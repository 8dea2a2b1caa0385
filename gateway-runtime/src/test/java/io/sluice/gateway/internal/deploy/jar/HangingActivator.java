package io.sluice.gateway.internal.deploy.jar;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Of a bundle whose start hangs, whoever interrupts it, until a system property is set. */
public final class HangingActivator implements BundleActivator {
  /** The system property. */
  public static final String END = "sluice.test.hang.end";

  @Override
  public void start(BundleContext context) {
    while (System.getProperty(END) == null) {
      Thread.onSpinWait();
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        // takes no notice
      }
    }
  }

  @Override
  public void stop(BundleContext context) {}
}
