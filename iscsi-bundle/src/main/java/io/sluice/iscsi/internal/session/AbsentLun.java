package io.sluice.iscsi.internal.session;

import io.sluice.backend.Geometry;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;

/** Answers for the LUNs that a target does not have (SPC-4 6.6.2, SAM-5 5.11). */
final class AbsentLun implements CommandTarget {
  /** Peripheral qualifier 011b, device type 1Fh: nothing can be there. */
  private static final byte NOT_CAPABLE = 0x7F;

  private static final int STANDARD_INQUIRY_LENGTH = 36;
  private static final SenseData NOT_SUPPORTED =
      new SenseData(SenseKey.ILLEGAL_REQUEST, AdditionalSense.LOGICAL_UNIT_NOT_SUPPORTED);
  private static final ScsiDevice NOBODY = new Nobody();

  private final Nexus nexus;
  private final Target target;
  private final long owner = DataOwner.next();

  private record Nobody(String name, Naa wwn, String serial, InquiryInfo inquiryInfo)
      implements ScsiDevice {
    Nobody() {
      this("(absent)", Naa.of("absent"), "", InquiryInfo.DEFAULT);
    }
  }

  AbsentLun(Nexus nexus, Target target) {
    this.nexus = nexus;
    this.target = target;
  }

  @Override
  public ScsiDevice device() {
    return NOBODY;
  }

  @Override
  public Nexus nexus() {
    return nexus;
  }

  @Override
  public long owner() {
    return owner;
  }

  @Override
  public Geometry geometry() {
    return null;
  }

  @Override
  public void execute(IscsiCmd cmd) {
    cmd.complete(
        switch (cmd.cdb().opcode()) {
          case OperationCode.INQUIRY -> inquiry(cmd);
          case OperationCode.REPORT_LUNS -> ReportLuns.respond(cmd, target.luns());
          case OperationCode.REQUEST_SENSE ->
              cmd.answer(NOT_SUPPORTED.toFixedFormat(), cmd.cdb().u8(4));
          default -> ScsiResponse.checkCondition(NOT_SUPPORTED);
        });
  }

  private static ScsiResponse inquiry(IscsiCmd cmd) {
    Cdb cdb = cmd.cdb();
    boolean vitalProductData = cdb.bit(1, 0);
    if (cdb.u8(2) != 0) {
      return ScsiResponse.invalidFieldInCdb(2, -1);
    }
    byte[] data;
    if (vitalProductData) {
      data = new byte[] {NOT_CAPABLE, 0, 0, 1, 0}; // the list of pages: itself
    } else {
      data = InquiryInfo.fixedString("", STANDARD_INQUIRY_LENGTH);
      byte[] fields = {NOT_CAPABLE, 0, 0x06, 0x02, STANDARD_INQUIRY_LENGTH - 5, 0, 0, 0x02};
      System.arraycopy(fields, 0, data, 0, fields.length);
    }
    return cmd.answer(data, cdb.u16(3));
  }
}
