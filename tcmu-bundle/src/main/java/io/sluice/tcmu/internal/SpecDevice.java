package io.sluice.tcmu.internal;

import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import io.sluice.backend.ScsiDevice;
import io.sluice.tcmu.TcmuDeviceSpec;

/**
 * A logical unit without a gateway around it.
 *
 * @param name of the volume
 * @param wwn world wide name
 * @param serial unit serial number
 * @param inquiryInfo vendor, product and revision
 */
public record SpecDevice(String name, Naa wwn, String serial, InquiryInfo inquiryInfo)
    implements ScsiDevice {
  public SpecDevice(TcmuDeviceSpec spec) {
    this(spec.volumeName(), spec.wwn(), spec.serial(), spec.inquiryInfo());
  }
}
