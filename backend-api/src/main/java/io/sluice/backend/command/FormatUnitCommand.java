package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.Cdb;
import java.io.IOException;

/**
 * FORMAT UNIT (SBC-3 5.3): all blocks read as zero afterwards. The geometry does not change; there
 * are no defects to map out and no protection information. Answers when it is done, even with
 * IMMED.
 */
public final class FormatUnitCommand {
  private static final int FMTPINFO = 0xC0;
  private static final int LONGLIST = 5;
  private static final int FMTDATA = 4;
  private static final int DEFECT_LIST_FORMAT = 0x07;

  /** STPF and IP: no defect list and no initialization pattern is accepted. */
  private static final int REFUSED_OPTIONS = 0x18;

  private FormatUnitCommand() {}

  /** Checks the parameter list, if there is one, and zeroes all blocks. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    Cdb cdb = cmd.cdb();
    if ((cdb.u8(1) & FMTPINFO) != 0) {
      return ScsiResponse.invalidFieldInCdb(1, 7);
    }
    ScsiResponse refusal = BlockRange.refuseReadOnly(cmd, store.info());
    if (refusal == null && cdb.bit(1, FMTDATA)) {
      refusal = refuseList(cmd);
    } else if (refusal == null && (cdb.u8(1) & DEFECT_LIST_FORMAT) != 0) {
      refusal = ScsiResponse.invalidFieldInCdb(1, 2);
    }
    if (refusal != null) {
      return refusal;
    }
    WholeMedium.zero(store);
    return ScsiResponse.good(cmd.dataIn().length());
  }

  private static ScsiResponse refuseList(ScsiCmd cmd) {
    boolean isLong = cmd.cdb().bit(1, LONGLIST);
    int header = isLong ? 8 : 4;
    ScsiResponse refusal = BlockRange.refuseShortBuffer(header, cmd.dataOut().length());
    if (refusal != null) {
      return refusal;
    }
    ParameterList list = new ParameterList(cmd, header);
    if ((list.u8(0) & 7) != 0) {
      return ParameterList.invalidField(0, 2); // PROTECTION FIELD USAGE
    }
    int wrong = list.u8(1) & REFUSED_OPTIONS;
    if (wrong != 0) {
      return ParameterList.invalidField(1, 31 - Integer.numberOfLeadingZeros(wrong));
    }
    long defects = isLong ? list.u32(4) : list.u16(2);
    return defects == 0 ? null : ParameterList.invalidField(isLong ? 4 : 2, -1);
  }
}
