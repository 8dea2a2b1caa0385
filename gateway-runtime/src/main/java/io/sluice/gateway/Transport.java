package io.sluice.gateway;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A transport as the shell and the logical units see it. Registered as a service by its bundle,
 * also where it can't work, so that it can say why. What logical units have to know before it runs,
 * its bundle says in its manifest: {@link #HEADER}.
 */
@ConsumerType
public interface Transport {
  /**
   * Header of a transport's bundle: {@link #name}, and what differs from the usual, as in {@code
   * NAME;default=true;reservations=kernel}. {@code default=true}: it exports logical units that
   * name no transport. {@code reservations=WHO}: where it alone exports a logical unit,
   * reservations are kept by WHO and not by the gateway, which then refuses them; for one that
   * can't tell its initiators apart.
   */
  String HEADER = "Sluice-Transport";

  /** {@code tcmu}, {@code iscsi} …: what a logical unit's {@code transports} names. */
  String name();

  /** Why nothing can be exported, with what to do about it; empty when all is well. */
  Optional<String> unavailable();

  /** All that is exported, or should be and failed. */
  List<Export> exports();

  /**
   * What an earlier gateway left, and no logical unit of this one stands for: nobody serves it. For
   * some time after a start it may be what a logical unit is about to stand for. {@link #remove}
   * takes it away.
   */
  default List<Export> left() {
    return List.of();
  }

  /**
   * Ends the export of a logical unit and undoes all that was made for it, in the right order;
   * likewise what is {@link #left}. Does nothing when there is neither.
   *
   * @param force also while it is mounted or open
   * @throws IOException when it is in use and not forced, or when undoing failed; the message tells
   *     which, and what to do
   */
  void remove(String lun, boolean force) throws IOException;

  /** The command lines that help a person where an export has failed, or waits for a choice. */
  default List<String> nextSteps(Export export) {
    return List.of();
  }

  /**
   * One export.
   *
   * @param lun the logical unit's name
   * @param address where an initiator finds it: a device node, an iSCSI URL; empty where it is not
   *     exported, or not yet
   * @param inUse whether it is mounted, open, or has a session
   * @param failure why it is not exported, or null
   * @param isUnassigned whether it is not only because a person has yet to say where: the transport
   *     works, and {@code failure} tells what to type
   */
  record Export(String lun, String address, boolean inUse, String failure, boolean isUnassigned) {
    /** One that is exported, or is about to be, or that failed. */
    public Export(String lun, String address, boolean inUse, String failure) {
      this(lun, address, inUse, failure, false);
    }

    /**
     * One that waits for a person's choice.
     *
     * @param what is to be chosen, and what to type
     */
    public static Export unassigned(String lun, boolean inUse, String what) {
      return new Export(lun, "", inUse, what, true);
    }
  }
}
