package io.sluice.gateway.internal.copy;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.VolumeInfo;
import java.util.Optional;
import java.util.function.Predicate;

/** An I_T nexus as copies use it. */
public interface CopyNexus extends Nexus {
  /** The logical unit at its end. */
  ScsiDevice unit();

  /** The volume behind that, as last announced. */
  Optional<VolumeInfo> volume();

  /**
   * The nexus of the same initiator with the unit for which this holds, among those that it sees;
   * null where there is none.
   */
  CopyNexus peer(Predicate<ScsiDevice> wanted);

  /**
   * Takes a command on this initiator's behalf: with its reservations, past the gate, never run on
   * the calling thread, and not used to report a unit attention condition.
   */
  void executeForCopy(ScsiCmd cmd);
}
