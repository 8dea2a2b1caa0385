package io.sluice.gateway.internal;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.command.InquiryCommand;
import io.sluice.backend.command.RequestSenseCommand;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a logical unit answers by itself while its gate is closed: INQUIRY and REQUEST SENSE; and
 * everything, while a person is needed.
 */
final class UnboundAnswers {
  private static final SenseData BECOMING_READY =
      new SenseData(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY);

  private final Supplier<Optional<VolumeInfo>> lastKnown;
  private volatile SenseData refusal;

  /**
   * @param lastKnown the volume as last announced; empty before there was one
   */
  UnboundAnswers(Supplier<Optional<VolumeInfo>> lastKnown) {
    this.lastKnown = lastKnown;
  }

  /** From now on all commands fail with this, while the gate is closed; null for no more. */
  void refuseWith(SenseData reason) {
    refusal = reason;
  }

  /** Answers the command if it is one of those; tells whether it did. */
  boolean tryAnswer(ScsiCmd cmd) {
    SenseData needed = refusal;
    switch (cmd.cdb().opcode()) {
      case OperationCode.INQUIRY -> cmd.complete(InquiryCommand.respond(cmd, lastKnown.get()));
      case OperationCode.REQUEST_SENSE ->
          cmd.complete(RequestSenseCommand.respond(cmd, needed == null ? BECOMING_READY : needed));
      default -> {
        if (needed == null) {
          return false;
        }
        cmd.complete(ScsiResponse.checkCondition(needed));
      }
    }
    return true;
  }
}
