package io.sluice.gateway;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A logical unit: a stable identity and the handler currently bound to it. A service; each
 * transport tracks the logical units and exports those that name it. All methods may be called from
 * any thread.
 */
@ProviderType
public interface LogicalUnit extends ScsiDevice {
  /** Of the configurations that make logical units. */
  String FACTORY_PID = "io.sluice.lun";

  /** Service property that holds {@link #name}. */
  String NAME = "sluice.lun";

  /** The transports that are to export it, by {@link Transport#name}. */
  Set<String> transports();

  /**
   * The configuration keys that begin with {@code TRANSPORT.}, without that prefix: the transport's
   * settings for this logical unit.
   */
  Map<String, String> transportOptions(String transport);

  /**
   * Geometry and capabilities as last announced; empty until a handler is bound for the first time,
   * and never empty again after that.
   */
  Optional<VolumeInfo> info();

  /** Makes an I_T nexus whose initiator can copy only within this unit. */
  ItNexus attach(String initiatorPort, String targetPort);

  /**
   * Makes an I_T nexus.
   *
   * @param visible the other units that its initiator may name in EXTENDED COPY
   */
  default ItNexus attach(String initiatorPort, String targetPort, VisibleUnits visible) {
    return attach(initiatorPort, targetPort);
  }

  /**
   * Makes an I_T nexus whose initiator may be authenticated.
   *
   * @param ports the names of its ports, and the name its initiator was authenticated as, if any
   * @param visible the other units that its initiator may name in EXTENDED COPY
   */
  default ItNexus attach(Nexus ports, VisibleUnits visible) {
    return attach(ports.initiatorPort(), ports.targetPort(), visible);
  }

  /**
   * Whether these ports have a persistent registration made under a different authenticated name.
   * False if either side was not authenticated.
   */
  default boolean isRegisteredByOther(Nexus ports) {
    return false;
  }

  /**
   * Transfers the persistent registrations and nexuses of one authenticated name to another.
   *
   * @param targetPort the target port of the registrations and nexuses
   * @return how many registrations were transferred
   * @throws IOException if the change could not be saved; nothing has changed then
   */
  default int rebind(String targetPort, String from, String to) throws IOException {
    return 0;
  }

  /**
   * Resets the unit (SAM-5 6.3.3), except for ending commands, which the transport does: releases
   * reservations made by RESERVE, allows medium removal, resets the mode parameters, and
   * establishes the unit attention condition on every nexus. Persistent reservations stay.
   *
   * @param reason the condition: {@link AdditionalSense#BUS_DEVICE_RESET} for LOGICAL UNIT RESET
   */
  default void reset(AdditionalSense reason) {}

  /**
   * Calls the listener on each change of {@link #info}, and when a handler serves after there was
   * none; at once, on the calling thread, if there is info already. {@link AutoCloseable#close}
   * ends the subscription.
   */
  Subscription subscribe(InfoListener listener);

  /** Called when {@link #info} becomes available or changes, or is served again. */
  @FunctionalInterface
  interface InfoListener {
    /** Called in order, one call at a time. May block only briefly. */
    void changed(VolumeInfo info);
  }

  /** A subscription, which ends when it is closed. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
