package io.sluice.gateway.internal;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.command.InquiryCommand;
import io.sluice.backend.command.RequestSenseCommand;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.util.Optional;
import java.util.function.Supplier;

/** What a logical unit answers by itself while its gate is closed: INQUIRY and REQUEST SENSE. */
final class UnboundAnswers {
  private static final SenseData BECOMING_READY =
      new SenseData(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY);

  private final Supplier<Optional<VolumeInfo>> lastKnown;

  /**
   * @param lastKnown the volume as last announced; empty before there was one
   */
  UnboundAnswers(Supplier<Optional<VolumeInfo>> lastKnown) {
    this.lastKnown = lastKnown;
  }

  /** Answers the command if it is one of those; tells whether it did. */
  boolean answers(ScsiCmd cmd) {
    switch (cmd.cdb().opcode()) {
      case OperationCode.INQUIRY -> cmd.complete(InquiryCommand.respond(cmd, lastKnown.get()));
      case OperationCode.REQUEST_SENSE ->
          cmd.complete(RequestSenseCommand.respond(cmd, BECOMING_READY));
      default -> {
        return false;
      }
    }
    return true;
  }
}
