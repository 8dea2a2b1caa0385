package io.sluice.gateway.osgi.jar;

import io.sluice.backend.layer.StoreLayers;
import java.util.Map;
import org.osgi.framework.BundleContext;

/** A component that hangs when it is made, until a system property is set. */
public final class HangingBackend {
  /** The system property. */
  public static final String END = "sluice.test.hang.end";

  public HangingBackend(BundleContext context, Map<String, ?> properties, StoreLayers layers) {
    while (System.getProperty(END) == null) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        // takes no notice
      }
    }
  }

  public void publish(Map<String, ?> properties) {}

  public void close() {}
}
