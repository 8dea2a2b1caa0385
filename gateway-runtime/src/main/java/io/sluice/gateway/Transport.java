package io.sluice.gateway;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A transport as the shell and the logical units see it. Its bundle registers it as a service even
 * if it can't work, so that it can say why. What logical units must know before it runs is in the
 * bundle's manifest: {@link #HEADER}.
 */
@ConsumerType
public interface Transport {
  /**
   * Manifest header of a transport's bundle: {@link #name} and what differs from the defaults, as
   * in {@code NAME;default=true;reservations=kernel}. {@code default=true}: it exports logical
   * units that name no transport. {@code reservations=WHO}: for a transport that can't tell its
   * initiators apart; if it is the only one to export a logical unit, WHO handles reservations, and
   * the gateway itself refuses them.
   */
  String HEADER = "Sluice-Transport";

  /** {@code tcmu}, {@code iscsi} …: the name used in a logical unit's {@code transports}. */
  String name();

  /** Why nothing can be exported, and what to do about it; empty if all is well. */
  Optional<String> unavailable();

  /** Everything that is exported, or that should be but failed. */
  List<Export> exports();

  /**
   * Exports left by an earlier gateway that belong to no logical unit of this one, so that nobody
   * serves them. For some time after a start, a logical unit may still be about to take one over.
   * {@link #remove} removes them.
   */
  default List<Export> left() {
    return List.of();
  }

  /**
   * Ends the export of a logical unit and undoes everything that was made for it, in the right
   * order; the same for an export that is {@link #left}. Does nothing if there is neither.
   *
   * @param force to do so even while it is mounted or open
   * @throws IOException if it is in use and {@code force} is false, or if undoing failed; the
   *     message says which, and what to do
   */
  void remove(String lun, boolean force) throws IOException;

  /** The command lines that help a person when an export has failed, or waits for a choice. */
  default List<String> nextSteps(Export export) {
    return List.of();
  }

  /**
   * One export.
   *
   * @param lun the logical unit's name
   * @param address where an initiator finds it: a device node, an iSCSI URL; empty if it is not, or
   *     not yet, exported
   * @param inUse whether it is mounted, open, or has a session
   * @param failure why it is not exported, or null
   * @param isUnassigned whether the only reason is that a person has not yet chosen where to export
   *     it: the transport works, and {@code failure} says what to type
   */
  record Export(String lun, String address, boolean inUse, String failure, boolean isUnassigned) {
    /** An export that is active, is about to be, or failed. */
    public Export(String lun, String address, boolean inUse, String failure) {
      this(lun, address, inUse, failure, false);
    }

    /**
     * An export that waits for a person's choice.
     *
     * @param what is to be chosen, and what to type
     */
    public static Export unassigned(String lun, boolean inUse, String what) {
      return new Export(lun, "", inUse, what, true);
    }
  }
}
