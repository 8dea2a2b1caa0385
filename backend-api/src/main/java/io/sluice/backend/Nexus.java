package io.sluice.backend;

/**
 * An I_T nexus: one initiator port talking to one target port (SAM-5 4.6.6.2). Compared by
 * identity; a transport makes one object for each.
 */
public interface Nexus {
  /**
   * The initiator port's name as the transport knows it: an iSCSI name with its ISID, or the name
   * of the transport where that {@link #isAnonymous can't tell}.
   */
  String initiatorPort();

  /**
   * The target port's name: an iSCSI target name with its portal group tag, or the name of a
   * fabric's target.
   */
  String targetPort();

  /**
   * Whether it stands for all initiators of a transport that can't tell them apart. Nothing that
   * concerns one initiator can be told through it.
   */
  default boolean isAnonymous() {
    return false;
  }

  /**
   * As whom the initiator has proved itself, which for iSCSI is its CHAP name; empty where it was
   * not asked to. Whoever knows the ports' names can say them; persistent registrations belong to
   * who made them.
   */
  default String authenticated() {
    return "";
  }
}
