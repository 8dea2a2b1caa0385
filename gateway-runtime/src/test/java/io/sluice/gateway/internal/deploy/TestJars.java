package io.sluice.gateway.internal.deploy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.launch.Framework;

/** What happens in a framework. */
final class TestJars {
  private TestJars() {}

  /** Of the bundle that was installed last, of those that are. */
  static long highestId(Framework framework) {
    return Arrays.stream(framework.getBundleContext().getBundles())
        .mapToLong(Bundle::getBundleId)
        .max()
        .orElseThrow();
  }

  /** Starts to listen for what happens to bundles of a name. */
  static Events eventsOf(Framework framework, String symbolicName) {
    Events events = new Events(symbolicName, new CopyOnWriteArrayList<>());
    framework.getBundleContext().addBundleListener(events);
    return events;
  }

  /** What was heard. */
  record Events(String symbolicName, List<Integer> seen) implements SynchronousBundleListener {
    @Override
    public void bundleChanged(BundleEvent event) {
      if (symbolicName.equals(event.getBundle().getSymbolicName())) {
        seen.add(event.getType());
      }
    }
  }
}
