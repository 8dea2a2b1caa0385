package io.sluice.gateway.internal.unit;

import io.sluice.backend.Nexus;
import java.util.Collection;

/**
 * An I_T nexus by the names of its ports, and by whom its initiator has proved to be: what a
 * registration belongs to, also while the nexus is not there (SPC-4 5.13.1).
 *
 * @param authenticated as in {@link Nexus#authenticated}; empty where that is not known
 */
record NexusName(String initiatorPort, String targetPort, String authenticated) {
  static NexusName of(Nexus nexus) {
    return new NexusName(nexus.initiatorPort(), nexus.targetPort(), nexus.authenticated());
  }

  boolean hasPortsOf(NexusName other) {
    return initiatorPort.equals(other.initiatorPort) && targetPort.equals(other.targetPort);
  }

  /** Whether the two are one: the same ports, and nothing known that tells them apart. */
  boolean mayBe(NexusName other) {
    return hasPortsOf(other)
        && (authenticated.isEmpty()
            || other.authenticated.isEmpty()
            || authenticated.equals(other.authenticated));
  }

  boolean isAmong(Collection<NexusName> names) {
    return names.contains(this) || names.stream().anyMatch(this::mayBe);
  }

  NexusName authenticated(String as) {
    return new NexusName(initiatorPort, targetPort, as);
  }
}
