package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;

/** REQUEST SENSE (SPC-4 6.39). */
public final class RequestSenseCommand {
  private static final SenseData NOTHING = new SenseData(SenseKey.NO_SENSE, AdditionalSense.NONE);
  private static final int ALLOCATION_LENGTH = 4;

  private RequestSenseCommand() {}

  /** Reports no sense: sense data is always sent with the command that it belongs to. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) {
    return respond(cmd, NOTHING);
  }

  /** Returns this sense as data, in the format that the CDB's DESC bit selects. */
  public static ScsiResponse respond(ScsiCmd cmd, SenseData sense) {
    boolean descriptorFormat = cmd.cdb().bit(1, 0);
    return cmd.answer(
        descriptorFormat ? sense.toDescriptorFormat() : sense.toFixedFormat(),
        cmd.cdb().u8(ALLOCATION_LENGTH));
  }
}
