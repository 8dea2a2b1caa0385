package io.sluice.tcmu.internal;

import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;

/**
 * Stands in for the logical unit of a disk that is left in the kernel, while it is removed: answers
 * every command, and serves none.
 *
 * @param name of the logical unit that was
 */
record NobodysUnit(String name) implements ScsiDevice, Nexus {
  void refuse(ScsiCmd cmd) {
    cmd.complete(
        ScsiResponse.checkCondition(
            SenseKey.NOT_READY, AdditionalSense.MANUAL_INTERVENTION_REQUIRED));
  }

  @Override
  public Naa wwn() {
    return Naa.of(name);
  }

  @Override
  public String serial() {
    return name;
  }

  @Override
  public InquiryInfo inquiryInfo() {
    return InquiryInfo.DEFAULT;
  }

  @Override
  public String initiatorPort() {
    return AnonymousNexus.INITIATOR;
  }

  @Override
  public boolean isAnonymous() {
    return true;
  }

  @Override
  public String targetPort() {
    return name;
  }
}
