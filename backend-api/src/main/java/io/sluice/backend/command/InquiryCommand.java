package io.sluice.backend.command;

import static io.sluice.scsi.ServiceAction.EXTENDED_COPY_LID1;
import static io.sluice.scsi.ServiceAction.REPORT_TARGET_PORT_GROUPS;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.Designator;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.StandardInquiryData;
import io.sluice.scsi.VpdPages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** INQUIRY (SPC-4 6.6): standard data and VPD pages, with the identity of the logical unit. */
public final class InquiryCommand {
  private static final int EVPD = 0;
  private static final int PAGE_CODE = 2;
  private static final int ALLOCATION_LENGTH = 3;

  /** Bits 4 to 1 of byte 1. SCSI-2 had the LUN above them, and some initiators still set it. */
  private static final int RESERVED = 0x1E;

  private InquiryCommand() {}

  /** As {@link #respond(ScsiCmd, Optional)}, with the store's current information. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) {
    return respond(cmd, Optional.of(store.info()));
  }

  /**
   * Answers with standard INQUIRY data, or with the requested VPD page.
   *
   * @param info what is known of the volume; without it, the pages about the volume do not exist
   */
  public static ScsiResponse respond(ScsiCmd cmd, Optional<VolumeInfo> info) {
    Cdb cdb = cmd.cdb();
    int reserved = cdb.u8(1) & RESERVED;
    if (reserved != 0) {
      return ScsiResponse.invalidFieldInCdb(1, 31 - Integer.numberOfLeadingZeros(reserved));
    }
    return cdb.bit(1, EVPD) ? respondVpd(cmd, info) : respondStandard(cmd);
  }

  /** Answers with standard INQUIRY data (SPC-4 6.6.2). */
  public static ScsiResponse respondStandard(ScsiCmd cmd) {
    if (cmd.cdb().u8(PAGE_CODE) != 0) {
      return ScsiResponse.invalidFieldInCdb(PAGE_CODE, -1);
    }
    InquiryInfo info = cmd.device().inquiryInfo();
    return cmd.answer(
        StandardInquiryData.encode(
            InquiryInfo.fixedString(info.vendor(), 8),
            InquiryInfo.fixedString(info.product(), 16),
            InquiryInfo.fixedString(info.revision(), 4),
            cmd.device().removable(),
            has(cmd.device(), OperationCode.MAINTENANCE_IN, REPORT_TARGET_PORT_GROUPS),
            has(cmd.device(), OperationCode.EXTENDED_COPY, EXTENDED_COPY_LID1)),
        cmd.cdb().u16(ALLOCATION_LENGTH));
  }

  private static boolean has(ScsiDevice device, int opcode, int serviceAction) {
    return device.ownCommands().has(opcode, serviceAction);
  }

  /** Answers with the VPD page that the CDB asks for (SPC-4 7.8). */
  public static ScsiResponse respondVpd(ScsiCmd cmd, Optional<VolumeInfo> info) {
    byte[] page = vpdPage(cmd.cdb().u8(PAGE_CODE), cmd.device(), info);
    return page == null
        ? ScsiResponse.invalidFieldInCdb(PAGE_CODE, -1)
        : cmd.answer(page, cmd.cdb().u16(ALLOCATION_LENGTH));
  }

  /** The page with that code, or null if there is none. */
  private static byte[] vpdPage(int code, ScsiDevice device, Optional<VolumeInfo> info) {
    return switch (code) {
      case VpdPages.SUPPORTED_VPD_PAGES -> supportedPages(device, info.isPresent());
      case VpdPages.UNIT_SERIAL_NUMBER -> VpdPages.unitSerialNumber(device.serial());
      case VpdPages.DEVICE_IDENTIFICATION -> deviceIdentification(device);
      case VpdPages.EXTENDED_INQUIRY_DATA ->
          info.map(known -> VpdPages.extendedInquiryData(known.capabilities().writeCache()))
              .orElse(null);
      case VpdPages.BLOCK_LIMITS ->
          info.map(UnitLimits::of).map(VpdPages::blockLimits).orElse(null);
      case VpdPages.BLOCK_DEVICE_CHARACTERISTICS ->
          info.map(VolumeInfo::capabilities).map(InquiryCommand::characteristics).orElse(null);
      case VpdPages.LOGICAL_BLOCK_PROVISIONING ->
          info.map(VolumeInfo::capabilities).map(InquiryCommand::provisioning).orElse(null);
      default -> device.ownVpdPages().get(code);
    };
  }

  private static byte[] supportedPages(ScsiDevice device, boolean volumeKnown) {
    IntStream always =
        IntStream.of(
            VpdPages.SUPPORTED_VPD_PAGES,
            VpdPages.UNIT_SERIAL_NUMBER,
            VpdPages.DEVICE_IDENTIFICATION);
    IntStream own = device.ownVpdPages().keySet().stream().mapToInt(code -> code);
    IntStream ofVolume =
        volumeKnown
            ? IntStream.of(
                VpdPages.EXTENDED_INQUIRY_DATA,
                VpdPages.BLOCK_LIMITS,
                VpdPages.BLOCK_DEVICE_CHARACTERISTICS,
                VpdPages.LOGICAL_BLOCK_PROVISIONING)
            : IntStream.empty();
    return VpdPages.supportedPages(
        IntStream.concat(always, IntStream.concat(own, ofVolume)).sorted().toArray());
  }

  /** The designators of a logical unit in VPD page 83h. */
  public static List<Designator> designators(ScsiDevice device) {
    return List.of(
        Designator.naa(device.wwn().toByteArray()),
        Designator.t10VendorId(device.inquiryInfo().vendor(), device.serial()));
  }

  private static byte[] deviceIdentification(ScsiDevice device) {
    List<Designator> all = new ArrayList<>(designators(device));
    all.addAll(device.portDesignators());
    return VpdPages.deviceIdentification(all);
  }

  private static byte[] characteristics(Capabilities can) {
    return VpdPages.blockDeviceCharacteristics(
        can.rotational() ? VpdPages.ROTATION_RATE_NOT_REPORTED : VpdPages.NON_ROTATING,
        can.discard());
  }

  private static byte[] provisioning(Capabilities can) {
    return VpdPages.logicalBlockProvisioning(can.discard(), can.discardReadsZero());
  }
}
