package io.sluice.gateway.internal;

import io.sluice.gateway.LogicalUnit;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * One configuration of a logical unit, handed to {@link LogicalUnits}, which owns what is made of
 * it: a logical unit may have to outlive its configuration.
 */
@Component(
    configurationPid = LogicalUnit.FACTORY_PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true,
    service = LunComponent.class)
@Designate(ocd = LunMetatype.class, factory = true)
public final class LunComponent {
  /** {@code ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED} (OSGi 112.18.1). */
  private static final int CONFIGURATION_DELETED = 4;

  private final LogicalUnits logicalUnits;
  private final Map<String, Object> properties;

  @Activate
  public LunComponent(@Reference LogicalUnits logicalUnits, Map<String, Object> properties) {
    this.logicalUnits = logicalUnits;
    this.properties = properties;
    logicalUnits.configure(properties);
  }

  @Modified
  void modified(Map<String, Object> changed) {
    logicalUnits.configure(changed);
  }

  /** Whatever else ends this component, only a deleted configuration is one that has gone. */
  @Deactivate
  void deactivate(int reason) {
    if (reason == CONFIGURATION_DELETED) {
      logicalUnits.vanished(ConfigurationSource.pid(properties));
    }
  }
}
