package io.sluice.iscsi.internal.session;

import io.sluice.backend.Nexus;

/** The I_T nexus that a session is (RFC 7143 4.4.1), by the names of its ports. */
public record InitiatorNexus(String initiatorPort, String targetPort, String authenticated)
    implements Nexus {}
