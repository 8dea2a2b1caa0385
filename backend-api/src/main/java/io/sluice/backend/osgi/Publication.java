package io.sluice.backend.osgi;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.HandlerProperties;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.layer.NamedVolume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * What is registered for one configuration as it was at one time: the handler, and the volume of
 * one that has one.
 *
 * @param properties the services', as they were registered
 */
record Publication(
    PublishedHandler handler,
    Map<String, Object> properties,
    List<ServiceRegistration<?>> registrations) {

  static Publication register(
      BundleContext context, PublishedHandler handler, Map<String, Object> properties) {
    String name = (String) properties.get(HandlerProperties.HANDLER);
    List<ServiceRegistration<?>> registrations = new ArrayList<>();
    if (handler.published() instanceof BlockStoreCmdHandler disk) {
      registrations.add(
          context.registerService(
              NamedVolume.class,
              new PublishedVolume(name, disk),
              FrameworkUtil.asDictionary(properties)));
    }
    registrations.add(
        context.registerService(
            ScsiCmdHandler.class, handler, FrameworkUtil.asDictionary(properties)));
    return new Publication(handler, properties, registrations);
  }

  /**
   * Is there from now on for the logical unit only that it serves.
   *
   * @param ranking of the one that it is not to be preferred to
   */
  void keep(String why, OptionalInt ranking) {
    Map<String, Object> changed = new HashMap<>(properties);
    changed.put(HandlerProperties.KEPT, why);
    ranking.ifPresent(value -> changed.put(Constants.SERVICE_RANKING, value));
    registrations.forEach(each -> each.setProperties(FrameworkUtil.asDictionary(changed)));
  }

  /** The handler's. */
  String name() {
    return (String) properties.get(HandlerProperties.HANDLER);
  }

  /** Where its configuration is from. */
  String source() {
    return (String) properties.get(Constants.SERVICE_DESCRIPTION);
  }

  void withdraw() {
    registrations.forEach(Publication::unregister);
  }

  private static void unregister(ServiceRegistration<?> registration) {
    try {
      registration.unregister();
    } catch (IllegalStateException e) {
      // the bundle stops, and the framework was quicker
    }
  }
}
