package io.sluice.iscsi.internal.configured;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** One configuration of a target, handed to {@link IscsiTransport}. */
@Component(
    configurationPid = TargetComponent.FACTORY_PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true,
    service = TargetComponent.class)
@Designate(ocd = TargetMetatype.class, factory = true)
public final class TargetComponent {
  static final String FACTORY_PID = "io.sluice.iscsi";

  /** {@code ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED} (OSGi 112.18.1). */
  private static final int CONFIGURATION_DELETED = 4;

  private final IscsiTransport transport;
  private final String pid;

  @Activate
  public TargetComponent(@Reference IscsiTransport transport, Map<String, Object> properties) {
    this.transport = transport;
    pid = String.valueOf(properties.get("service.pid"));
    transport.configure(pid, properties);
  }

  @Modified
  void modified(Map<String, Object> changed) {
    transport.configure(pid, changed);
  }

  /** At a stop the file is still there: its target ends with the transport. */
  @Deactivate
  void deactivate(int reason) {
    if (reason == CONFIGURATION_DELETED) {
      transport.unconfigure(pid);
    }
  }
}
