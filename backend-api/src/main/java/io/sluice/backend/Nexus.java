package io.sluice.backend;

/**
 * An I_T nexus: one initiator port talking to one target port (SAM-5 4.6.6.2). Compared by
 * identity; a transport makes one object per nexus.
 */
public interface Nexus {
  /**
   * The initiator port's name as the transport knows it: an iSCSI name with its ISID, or the
   * transport's name if it {@link #isAnonymous can't tell initiators apart}.
   */
  String initiatorPort();

  /**
   * The target port's name: an iSCSI target name with its portal group tag, or the name of a
   * fabric's target.
   */
  String targetPort();

  /**
   * Whether it stands for all initiators of a transport that can't tell them apart. A message meant
   * for a single initiator can't be delivered through it.
   */
  default boolean isAnonymous() {
    return false;
  }

  /**
   * The name that the initiator has authenticated as, which for iSCSI is its CHAP name; empty if
   * authentication was not required. Port names can be claimed by anyone who knows them, so
   * persistent registrations belong to the authenticated name that made them.
   */
  default String authenticated() {
    return "";
  }
}
