package io.sluice.backend.command;

import static io.sluice.scsi.OperationCode.INQUIRY;
import static io.sluice.scsi.OperationCode.MODE_SELECT_10;
import static io.sluice.scsi.OperationCode.MODE_SELECT_6;
import static io.sluice.scsi.OperationCode.MODE_SENSE_10;
import static io.sluice.scsi.OperationCode.MODE_SENSE_6;
import static io.sluice.scsi.OperationCode.READ_10;
import static io.sluice.scsi.OperationCode.READ_12;
import static io.sluice.scsi.OperationCode.READ_16;
import static io.sluice.scsi.OperationCode.READ_6;
import static io.sluice.scsi.OperationCode.READ_CAPACITY_10;
import static io.sluice.scsi.OperationCode.REQUEST_SENSE;
import static io.sluice.scsi.OperationCode.SERVICE_ACTION_IN_16;
import static io.sluice.scsi.OperationCode.START_STOP_UNIT;
import static io.sluice.scsi.OperationCode.SYNCHRONIZE_CACHE_10;
import static io.sluice.scsi.OperationCode.SYNCHRONIZE_CACHE_16;
import static io.sluice.scsi.OperationCode.TEST_UNIT_READY;
import static io.sluice.scsi.OperationCode.UNMAP;
import static io.sluice.scsi.OperationCode.VERIFY_10;
import static io.sluice.scsi.OperationCode.VERIFY_12;
import static io.sluice.scsi.OperationCode.VERIFY_16;
import static io.sluice.scsi.OperationCode.WRITE_10;
import static io.sluice.scsi.OperationCode.WRITE_12;
import static io.sluice.scsi.OperationCode.WRITE_16;
import static io.sluice.scsi.OperationCode.WRITE_6;
import static io.sluice.scsi.OperationCode.WRITE_SAME_10;
import static io.sluice.scsi.OperationCode.WRITE_SAME_16;
import static io.sluice.scsi.ServiceAction.GET_LBA_STATUS;
import static io.sluice.scsi.ServiceAction.READ_CAPACITY_16;

import io.sluice.scsi.Cdb;

/** Which command an operation code, or an operation code with a service action, is. Immutable. */
public final class CommandTable {
  /** All that a disk serves. */
  public static final CommandTable DISK =
      new Builder()
          .quick(TEST_UNIT_READY, TestUnitReadyCommand::respond)
          .quick(REQUEST_SENSE, RequestSenseCommand::respond)
          .quick(INQUIRY, InquiryCommand::respond)
          .quick(MODE_SENSE_6, ModeSenseCommand::respond)
          .quick(MODE_SENSE_10, ModeSenseCommand::respond)
          .quick(MODE_SELECT_6, ModeSelectCommand::respond)
          .quick(MODE_SELECT_10, ModeSelectCommand::respond)
          .quick(START_STOP_UNIT, StartStopUnitCommand::respond)
          .quick(READ_CAPACITY_10, ReadCapacity10Command::respond)
          .quick(SERVICE_ACTION_IN_16, READ_CAPACITY_16, ReadCapacity16Command::respond)
          .medium(SERVICE_ACTION_IN_16, GET_LBA_STATUS, GetLbaStatusCommand::respond)
          .medium(READ_6, ReadCommand::respond)
          .medium(READ_10, ReadCommand::respond)
          .medium(READ_12, ReadCommand::respond)
          .medium(READ_16, ReadCommand::respond)
          .medium(WRITE_6, WriteCommand::respond)
          .medium(WRITE_10, WriteCommand::respond)
          .medium(WRITE_12, WriteCommand::respond)
          .medium(WRITE_16, WriteCommand::respond)
          .medium(VERIFY_10, VerifyCommand::respond)
          .medium(VERIFY_12, VerifyCommand::respond)
          .medium(VERIFY_16, VerifyCommand::respond)
          .medium(SYNCHRONIZE_CACHE_10, SynchronizeCacheCommand::respond)
          .medium(SYNCHRONIZE_CACHE_16, SynchronizeCacheCommand::respond)
          .medium(WRITE_SAME_10, WriteSameCommand::respond)
          .medium(WRITE_SAME_16, WriteSameCommand::respond)
          .medium(UNMAP, UnmapCommand::respond)
          .build();

  private static final int OPCODES = 256;
  private static final int SERVICE_ACTIONS = 32;

  private final Row[] rows;
  private final Row[][] rowsByServiceAction;

  private CommandTable(Builder builder) {
    rows = builder.rows.clone();
    rowsByServiceAction = new Row[OPCODES][];
    for (int i = 0; i < OPCODES; i++) {
      Row[] actions = builder.rowsByServiceAction[i];
      rowsByServiceAction[i] = actions == null ? null : actions.clone();
    }
  }

  /** The command, or null where there is none. */
  public StoreCommand find(Cdb cdb) {
    Row row = row(cdb);
    return row == null ? null : row.command;
  }

  /** Whether the command reads or writes the medium, which may take its time. */
  public boolean mayBlock(Cdb cdb) {
    Row row = row(cdb);
    return row != null && row.medium;
  }

  private Row row(Cdb cdb) {
    int opcode = cdb.opcode();
    Row[] actions = rowsByServiceAction[opcode];
    if (actions == null) {
      return rows[opcode];
    }
    int action = cdb.serviceAction();
    return action < SERVICE_ACTIONS ? actions[action] : null;
  }

  private record Row(StoreCommand command, boolean medium) {}

  /** Collects the rows of a table. Not thread-safe. */
  public static final class Builder {
    private final Row[] rows = new Row[OPCODES];
    private final Row[][] rowsByServiceAction = new Row[OPCODES][];

    /** A command that answers from memory. */
    public Builder quick(int opcode, StoreCommand command) {
      rows[opcode] = new Row(command, false);
      return this;
    }

    /** As {@link #quick(int, StoreCommand)}, told by its service action, 0..31. */
    public Builder quick(int opcode, int serviceAction, StoreCommand command) {
      return row(opcode, serviceAction, new Row(command, false));
    }

    /** A command that reads or writes the medium. */
    public Builder medium(int opcode, StoreCommand command) {
      rows[opcode] = new Row(command, true);
      return this;
    }

    /** As {@link #medium(int, StoreCommand)}, told by its service action, 0..31. */
    public Builder medium(int opcode, int serviceAction, StoreCommand command) {
      return row(opcode, serviceAction, new Row(command, true));
    }

    private Builder row(int opcode, int serviceAction, Row row) {
      if (rowsByServiceAction[opcode] == null) {
        rowsByServiceAction[opcode] = new Row[SERVICE_ACTIONS];
      }
      rowsByServiceAction[opcode][serviceAction] = row;
      return this;
    }

    /** The table as it is now. */
    public CommandTable build() {
      return new CommandTable(this);
    }
  }
}
