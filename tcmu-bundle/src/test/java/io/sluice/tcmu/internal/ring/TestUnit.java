package io.sluice.tcmu.internal.ring;

import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiDevice;

/** A logical unit and a nexus to it. */
public record TestUnit(String name) implements ScsiDevice, Nexus {
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
    return "tcmu";
  }

  @Override
  public String targetPort() {
    return name;
  }
}
