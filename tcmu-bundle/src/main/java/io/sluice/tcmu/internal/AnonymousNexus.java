package io.sluice.tcmu.internal;

import io.sluice.backend.Nexus;

/**
 * The one nexus of a TCMU device. Entries of the ring do not say which initiator sent them.
 *
 * @param targetPort name of the fabric's target
 */
public record AnonymousNexus(String targetPort) implements Nexus {
  /** What stands for the initiators. */
  public static final String INITIATOR = "tcmu";

  @Override
  public String initiatorPort() {
    return INITIATOR;
  }

  @Override
  public boolean isAnonymous() {
    return true;
  }
}
