package io.sluice.gateway.internal.unit;

import io.sluice.backend.Nexus;
import io.sluice.scsi.AdditionalSense;

/** An I_T nexus as the parts of a logical unit see it. */
public interface UnitNexus extends Nexus {
  /** Establishes a unit attention condition for it (SAM-5 5.14). */
  void raise(AdditionalSense condition);

  /** Its initiator goes by another authenticated name from here on. */
  void rebind(String to);
}
