package io.sluice.backend;

import io.sluice.backend.command.CommandTable;
import io.sluice.scsi.Designator;
import java.util.List;
import java.util.Map;

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

  /** Whether initiators may take the medium out (RMB). */
  default boolean removable() {
    return false;
  }

  /** The mode parameters that initiators can change. */
  default UnitModes modes() {
    return UnitModes.FIXED;
  }

  /** The commands that it answers itself, before its handler sees them. */
  default CommandTable ownCommands() {
    return CommandTable.EMPTY;
  }

  /** Vital product data pages about these commands, encoded whole, by their code. */
  default Map<Integer, byte[]> ownVpdPages() {
    return Map.of();
  }

  /** What names the target port and its group in VPD page 83h, where there is such a thing. */
  default List<Designator> portDesignators() {
    return List.of();
  }
}
