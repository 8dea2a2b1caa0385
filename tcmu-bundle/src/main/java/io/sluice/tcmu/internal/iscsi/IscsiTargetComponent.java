package io.sluice.tcmu.internal.iscsi;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** One configuration of a target, handed to {@link IscsiFabric}. */
@Component(
    configurationPid = IscsiTargetComponent.FACTORY_PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true,
    service = IscsiTargetComponent.class)
@Designate(ocd = IscsiTargetMetatype.class, factory = true)
public final class IscsiTargetComponent {
  static final String FACTORY_PID = "io.sluice.tcmu.iscsi";

  /** {@code ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED} (OSGi 112.18.1). */
  private static final int CONFIGURATION_DELETED = 4;

  private final IscsiFabric fabric;
  private final Map<String, Object> properties;

  @Activate
  public IscsiTargetComponent(@Reference IscsiFabric fabric, Map<String, Object> properties) {
    this.fabric = fabric;
    this.properties = properties;
    fabric.configure(properties);
  }

  @Modified
  void modified(Map<String, Object> changed) {
    fabric.configure(changed);
  }

  /** Whatever else ends this component, only a deleted configuration is one that has gone. */
  @Deactivate
  void deactivate(int reason) {
    if (reason == CONFIGURATION_DELETED) {
      fabric.unconfigure(properties);
    }
  }
}
