package io.sluice.backend.command;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.ScsiCmdHandlerContractTest;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.SyncScsiCmdHandler;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.Optional;

/** Commands one by one, in a handler of somebody's own. */
class OwnHandlerTest extends ScsiCmdHandlerContractTest {
  @Override
  protected ScsiCmdHandler newHandler() {
    return new OwnHandler();
  }

  private static final class OwnHandler implements SyncScsiCmdHandler {
    private final ArrayStore store = ArrayStore.ofBlocks(1000);
    private volatile boolean open;

    @Override
    public VolumeInfo probe() {
      return store.info();
    }

    @Override
    public void open() {
      open = true;
    }

    @Override
    public void close() {
      open = false;
    }

    @Override
    public ScsiResponse respond(ScsiCmd cmd) throws IOException {
      if (!open) {
        return ScsiResponse.checkCondition(
            SenseKey.NOT_READY, AdditionalSense.NOT_READY_CAUSE_NOT_REPORTABLE);
      }
      return switch (cmd.cdb().opcode()) {
        case OperationCode.INQUIRY -> InquiryCommand.respond(cmd, Optional.of(probe()));
        case OperationCode.TEST_UNIT_READY -> TestUnitReadyCommand.respond(cmd);
        case OperationCode.READ_CAPACITY_10 ->
            ReadCapacity10Command.respond(cmd, probe().geometry());
        case OperationCode.MODE_SENSE_6 -> ModeSenseCommand.respond(cmd, probe());
        case OperationCode.MODE_SELECT_6 -> ModeSelectCommand.respond(cmd, probe());
        case OperationCode.READ_10 -> ReadCommand.respond(cmd, store);
        case OperationCode.WRITE_10 -> WriteCommand.respond(cmd, store);
        default -> ScsiResponse.notHandled();
      };
    }
  }
}
