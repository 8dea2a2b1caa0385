package io.sluice.iscsi.internal.login;

import java.util.Optional;

/**
 * What a login to one target goes by.
 *
 * @param iqn the target's name, in lower case
 * @param alias for people; empty for none
 * @param chap empty where none is asked for
 */
public record TargetRules(
    String iqn,
    String alias,
    AccessList access,
    Optional<ChapSecrets> chap,
    Negotiation.Offer offer) {
  /** There is one portal group (RFC 7143 4.1). */
  public static final int PORTAL_GROUP_TAG = 1;
}
