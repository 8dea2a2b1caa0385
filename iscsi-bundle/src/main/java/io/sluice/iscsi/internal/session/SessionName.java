package io.sluice.iscsi.internal.session;

/**
 * What makes a session the same as an earlier one of its initiator (RFC 7143 6.3.5).
 *
 * @param isid the 48 bits of the ISID
 * @param target its name; empty for discovery
 */
public record SessionName(String initiator, long isid, String target) {
  /** The name of the initiator's port (RFC 7143 4.4.1). */
  String initiatorPort() {
    return "%s,i,0x%012x".formatted(initiator, isid);
  }
}
