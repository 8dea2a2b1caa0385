package io.sluice.backend;

import io.sluice.backend.command.InquiryCommand;
import io.sluice.backend.command.RequestSenseCommand;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.SenseData;
import java.util.Optional;

/** What a handler answers while there is no store to serve from (SPC-4 5.12). */
final class NotReadyUnit {
  private NotReadyUnit() {}

  /**
   * INQUIRY is answered as always and REQUEST SENSE with {@code reason}; all else is CHECK
   * CONDITION with {@code reason}.
   *
   * @param info what is known of the volume; without it INQUIRY leaves out the pages about it
   */
  static ScsiResponse respond(ScsiCmd cmd, Optional<VolumeInfo> info, SenseData reason) {
    return switch (cmd.cdb().opcode()) {
      case OperationCode.INQUIRY -> InquiryCommand.respond(cmd, info);
      case OperationCode.REQUEST_SENSE -> RequestSenseCommand.respond(cmd, reason);
      default -> ScsiResponse.checkCondition(reason);
    };
  }
}
