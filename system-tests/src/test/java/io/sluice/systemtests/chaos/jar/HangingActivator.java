package io.sluice.systemtests.chaos.jar;

import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Of a bundle that takes longer to start than it may, whoever interrupts it. */
public final class HangingActivator implements BundleActivator {
  private static final long NANOS = TimeUnit.SECONDS.toNanos(14);

  @Override
  public void start(BundleContext context) {
    long end = System.nanoTime() + NANOS;
    while (System.nanoTime() < end) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        // takes no notice
      }
    }
  }

  @Override
  public void stop(BundleContext context) {}
}
