package io.sluice.gateway.internal;

import io.sluice.gateway.LogicalUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * Registers logical units as services. By hand, since one outlives its configuration while it is in
 * use, which no component does.
 */
final class LunServices {
  private final BundleContext context;
  private final Map<Lun, ServiceRegistration<LogicalUnit>> registrations =
      new ConcurrentHashMap<>();

  LunServices(BundleContext context) {
    this.context = context;
  }

  void register(Lun lun) {
    registrations.put(
        lun,
        context.registerService(
            LogicalUnit.class,
            lun,
            FrameworkUtil.asDictionary(Map.of(LogicalUnit.NAME, lun.name()))));
  }

  void unregister(Lun lun) {
    ServiceRegistration<LogicalUnit> registration = registrations.remove(lun);
    if (registration != null) {
      registration.unregister();
    }
  }
}
