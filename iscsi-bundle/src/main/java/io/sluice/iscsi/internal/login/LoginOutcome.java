package io.sluice.iscsi.internal.login;

import java.util.Optional;

/**
 * A login that came to its end.
 *
 * @param initiator the initiator's name in lower case
 * @param target what it logged in to; empty for a discovery session
 * @param credential as whom and by what it was authenticated, where it was
 * @param chapAlgorithm by which it was
 */
public record LoginOutcome(
    String initiator,
    Optional<TargetRules> target,
    Optional<ChapSecrets.Credential> credential,
    Optional<ChapAlgorithm> chapAlgorithm,
    OperationalParameters parameters) {}
