package io.sluice.backend;

import io.sluice.backend.command.CommandTable;
import io.sluice.scsi.Designator;
import java.util.List;
import java.util.Map;

/**
 * The stable identity of a logical unit: what stays the same when the handler behind it is
 * replaced. Immutable.
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

  /** Whether initiators may remove the medium (RMB). */
  default boolean removable() {
    return false;
  }

  /** The mode parameters that initiators can change. */
  default UnitModes modes() {
    return UnitModes.FIXED;
  }

  /** The commands that the logical unit answers itself, before its handler sees them. */
  default CommandTable ownCommands() {
    return CommandTable.EMPTY;
  }

  /** Complete, encoded vital product data pages about {@link #ownCommands}, by page code. */
  default Map<Integer, byte[]> ownVpdPages() {
    return Map.of();
  }

  /** The designators of the target port and its group in VPD page 83h; empty if there are none. */
  default List<Designator> portDesignators() {
    return List.of();
  }
}
