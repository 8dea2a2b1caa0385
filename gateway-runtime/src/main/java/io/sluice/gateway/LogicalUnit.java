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
 * A logical unit: a stable identity, and whatever handler is bound to it now. A service; each
 * transport tracks these and exports those that name it. All methods may be called from any thread.
 */
@ProviderType
public interface LogicalUnit extends ScsiDevice {
  /** Of the configurations that make logical units. */
  String FACTORY_PID = "io.sluice.lun";

  /** Service property with {@link #name}. */
  String NAME = "sluice.lun";

  /** The transports that are to export it, by their {@link Transport#name}. */
  Set<String> transports();

  /**
   * The keys of its configuration that begin with {@code TRANSPORT.}, without that: what a
   * transport lets be set for each logical unit.
   */
  Map<String, String> transportOptions(String transport);

  /**
   * Geometry and capabilities as last announced; empty until a handler was bound for the first
   * time, and from then on never again.
   */
  Optional<VolumeInfo> info();

  /** Makes an I_T nexus whose initiator may copy within this unit only. */
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
   * Makes an I_T nexus of somebody who may have proved who he is.
   *
   * @param ports the names of its ports, and as whom its initiator was authenticated then
   * @param visible the other units that its initiator may name in EXTENDED COPY
   */
  default ItNexus attach(Nexus ports, VisibleUnits visible) {
    return attach(ports.initiatorPort(), ports.targetPort(), visible);
  }

  /**
   * Whether there is a persistent registration of these ports that somebody else made, as whom he
   * was authenticated; where one of the two was not, it is nobody else's.
   */
  default boolean isRegisteredByOther(Nexus ports) {
    return false;
  }

  /**
   * Makes the persistent registrations of one who was authenticated, and his nexuses, another's.
   *
   * @param targetPort through which he comes
   * @return how many registrations there were
   * @throws IOException when that could not be kept; nothing has changed
   */
  default int rebind(String targetPort, String from, String to) throws IOException {
    return 0;
  }

  /**
   * Does to the unit what a reset does besides ending commands (SAM-5 6.3.3), which is the
   * transport's: ends reservations of RESERVE and the prevention of medium removal, sets mode
   * parameters back, and raises the unit attention condition on every nexus. Persistent
   * reservations stay.
   *
   * @param reason the condition: {@link AdditionalSense#BUS_DEVICE_RESET} for LOGICAL UNIT RESET
   */
  default void reset(AdditionalSense reason) {}

  /**
   * Tells of changes of {@link #info}; at once, on the calling thread, when there is one already.
   * Call {@link AutoCloseable#close} to hear no more.
   */
  Subscription subscribe(InfoListener listener);

  /** Is told when {@link #info} is there or has changed. */
  @FunctionalInterface
  interface InfoListener {
    /** Called in order, one call at a time. May block for a short time only. */
    void changed(VolumeInfo info);
  }

  /** An end to telling. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
