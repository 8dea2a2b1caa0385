package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.OperationCode;

/** READ DEFECT DATA (10) and (12) (SBC-3 5.17, 5.18): the requested lists are empty. */
public final class ReadDefectDataCommand {
  private ReadDefectDataCommand() {}

  /** Returns an empty list in the requested format. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) {
    Cdb cdb = cmd.cdb();
    boolean ten = cdb.opcode() == OperationCode.READ_DEFECT_DATA_10;
    byte[] list = new byte[ten ? 4 : 8];
    list[1] = (byte) cdb.u8(ten ? 2 : 1); // which lists, and their format
    return cmd.answer(list, ten ? cdb.u16(7) : cdb.u32(6));
  }
}
