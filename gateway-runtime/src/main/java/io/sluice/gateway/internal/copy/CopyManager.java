package io.sluice.gateway.internal.copy;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.command.Access;
import io.sluice.backend.command.CommandRow;
import io.sluice.backend.command.CommandTable;
import io.sluice.backend.command.StoreCommand;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.DataDirection;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The copy manager of one logical unit (SPC-4 5.17): EXTENDED COPY (LID1) between the units that an
 * initiator sees, and what RECEIVE COPY RESULTS tells of it.
 */
public final class CopyManager {
  private static final int LIST_IDENTIFIER = 2;
  private static final int LENGTH = 10;

  private final CopyRecords records = new CopyRecords();
  private final Semaphore free = new Semaphore(CopyLimits.CONCURRENT_COPIES);
  private final Set<ScsiCmd> running = ConcurrentHashMap.newKeySet();

  /** Its commands. */
  public void addTo(CommandTable.Builder table) {
    table
        .add(
            CommandRow.of(
                    "EXTENDED COPY (LID1)",
                    "SPC-4 6.5",
                    "8300 0000000000000000 FFFFFFFF 0000",
                    (cmd, store) -> copy(cmd))
                .withServiceAction()
                .with(DataDirection.OUT)
                .with(Access.WRITE))
        .add(receive("STATUS (LID1)", "6.25", 0, (cmd, store) -> status(cmd)))
        .add(
            receive(
                "OPERATING PARAMETERS",
                "6.22",
                3,
                (cmd, store) -> cmd.answer(CopyCapabilities.operatingParameters(), length(cmd))))
        .add(receive("FAILURE DETAILS (LID1)", "6.23", 4, (cmd, store) -> failure(cmd)));
  }

  private static CommandRow receive(String what, String clause, int action, StoreCommand command) {
    return CommandRow.of(
            "RECEIVE COPY " + what,
            "SPC-4 " + clause,
            "84%02X %s 00000000000000 FFFFFFFF 0000".formatted(action, action == 3 ? "00" : "FF"),
            command)
        .withServiceAction()
        .with(DataDirection.IN);
  }

  private ScsiResponse copy(ScsiCmd cmd) {
    long length = length(cmd);
    if (length == 0) {
      return ScsiResponse.good(cmd.dataIn().length());
    }
    if (!(cmd.nexus() instanceof CopyNexus nexus)) {
      return ScsiResponse.notHandled();
    }
    CopyParameterList list;
    try {
      list = CopyParameterList.read(cmd, length);
    } catch (CopyRefusal refusal) {
      return refusal.response();
    }
    return free.tryAcquire() ? start(cmd, nexus, list) : ScsiResponse.status(ScsiStatus.BUSY);
  }

  /** Gives null, since the answer comes later, or why nothing was started. */
  private ScsiResponse start(ScsiCmd cmd, CopyNexus nexus, CopyParameterList list) {
    CopyProgress progress = new CopyProgress();
    Segments buffer;
    try {
      buffer = Segments.of(new byte[CopyLimits.STEP]);
    } catch (OutOfMemoryError e) { // later, perhaps
      free.release();
      return ScsiResponse.status(ScsiStatus.BUSY);
    }
    if (list.identified() && !records.add(nexus, list.listId(), progress)) {
      free.release();
      return ScsiResponse.checkCondition(
          SenseKey.ILLEGAL_REQUEST, AdditionalSense.OPERATION_IN_PROGRESS);
    }
    running.add(cmd);
    new CopyOperation(cmd, nexus, list, buffer, progress, () -> ended(cmd)).start();
    return null;
  }

  private void ended(ScsiCmd cmd) {
    running.remove(cmd);
    free.release();
  }

  private ScsiResponse status(ScsiCmd cmd) {
    CopyProgress known = records.takeStatus(cmd.nexus(), cmd.cdb().u8(LIST_IDENTIFIER));
    return known == null ? unknownList() : cmd.answer(known.status(), length(cmd));
  }

  private ScsiResponse failure(ScsiCmd cmd) {
    CopyProgress known = records.takeFailure(cmd.nexus(), cmd.cdb().u8(LIST_IDENTIFIER));
    return known == null ? unknownList() : cmd.answer(known.failure(), length(cmd));
  }

  private static ScsiResponse unknownList() {
    return ScsiResponse.invalidFieldInCdb(LIST_IDENTIFIER, -1);
  }

  /** PARAMETER LIST LENGTH or ALLOCATION LENGTH. */
  private static long length(ScsiCmd cmd) {
    return cmd.cdb().u32(LENGTH);
  }

  /** The EXTENDED COPY commands that are not answered yet. */
  public List<ScsiCmd> running() {
    return List.copyOf(running);
  }

  /** A nexus is lost: what was kept for it is forgotten. */
  public void lost(Nexus nexus) {
    records.forget(nexus);
  }

  /** After a reset of the logical unit. */
  public void reset() {
    records.forgetAll();
  }
}
