package io.sluice.backend;

/**
 * An I_T nexus: one initiator port talking to one target port (SAM-5 4.6.6.2). Compared by
 * identity; a transport makes one object for each.
 */
public interface Nexus {
  /**
   * The initiator port's name as the transport knows it: an iSCSI name with its ISID, or {@code
   * tcmu} where the kernel does not tell.
   */
  String initiatorPort();

  /**
   * The target port's name: an iSCSI target name with its portal group tag, or the name of a
   * fabric's target.
   */
  String targetPort();

  /**
   * As whom the initiator has proved itself, which for iSCSI is its CHAP name; empty where it was
   * not asked to. Whoever knows the ports' names can say them; persistent registrations belong to
   * who made them.
   */
  default String authenticated() {
    return "";
  }
}
