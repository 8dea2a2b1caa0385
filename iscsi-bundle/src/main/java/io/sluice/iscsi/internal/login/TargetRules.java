package io.sluice.iscsi.internal.login;

import io.sluice.iscsi.internal.access.AccessList;
import java.util.Optional;

/**
 * What a login to one target goes by.
 *
 * @param iqn the target's name, in lower case
 * @param alias for people; empty for none
 * @param chap empty where none is asked for
 * @param coldReset whether an initiator may end all sessions of the target by TARGET COLD RESET
 */
public record TargetRules(
    String iqn,
    String alias,
    AccessList access,
    Optional<SecretSource> chap,
    Negotiation.Offer offer,
    boolean coldReset) {
  /** There is one portal group (RFC 7143 4.1). */
  public static final int PORTAL_GROUP_TAG = 1;
}
