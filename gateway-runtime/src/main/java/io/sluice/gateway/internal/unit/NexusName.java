package io.sluice.gateway.internal.unit;

import io.sluice.backend.Nexus;

/**
 * An I_T nexus by the names of its ports: what a registration belongs to, also while the nexus is
 * not there (SPC-4 5.13.1).
 */
record NexusName(String initiatorPort, String targetPort) {
  static NexusName of(Nexus nexus) {
    return new NexusName(nexus.initiatorPort(), nexus.targetPort());
  }
}
