package io.sluice.backend;

/**
 * The stable identity of a logical unit: what stays when the handler behind it is changed.
 * Immutable.
 */
public interface ScsiDevice {
  /** The logical unit's name, unique in a gateway. */
  String name();

  /** Its NAA designator, reported in VPD page 83h (SPC-4 7.8.6). */
  Naa wwn();

  /** Its serial number, reported in VPD page 80h (SPC-4 7.8.16); ASCII. */
  String serial();

  /** Vendor, product and revision, reported in standard INQUIRY data (SPC-4 6.6.2). */
  InquiryInfo inquiryInfo();
}
