package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.DataDirection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Maps operation codes, or operation codes with service actions, to commands. It determines what
 * REPORT SUPPORTED OPERATION CODES reports, which bits of a CDB are refused, which commands a
 * reservation blocks, and which run alone. Immutable.
 */
public final class CommandTable {
  /** No commands. */
  public static final CommandTable EMPTY = new CommandTable(List.of());

  /** All commands of a disk. */
  public static final CommandTable DISK = DiskCommands.table();

  private static final int OPCODES = 256;
  private static final int SERVICE_ACTIONS = 32;
  private static final int SERVICE_ACTION_BYTE = 1;
  private static final int SERVICE_ACTION_BIT = 4;

  private final Entry[] entries = new Entry[OPCODES];
  private final Entry[][] entriesByServiceAction = new Entry[OPCODES][];
  private final DataDirection[] directions = new DataDirection[OPCODES];
  private final List<CommandRow> rows;

  private CommandTable(List<CommandRow> rows) {
    List<CommandRow> sorted = new ArrayList<>(rows);
    sorted.sort(
        Comparator.comparingInt(CommandRow::opcode).thenComparingInt(CommandRow::serviceAction));
    this.rows = List.copyOf(sorted);
    sorted.forEach(this::add);
  }

  private void add(CommandRow row) {
    int opcode = row.opcode();
    Entry entry = new Entry(row, row.allowedBits());
    directions[opcode] = row.direction();
    if (!row.hasServiceAction()) {
      entries[opcode] = entry;
      return;
    }
    if (entriesByServiceAction[opcode] == null) {
      entriesByServiceAction[opcode] = new Entry[SERVICE_ACTIONS];
    }
    entriesByServiceAction[opcode][row.serviceAction()] = entry;
  }

  /** The command, with the check of its CDB's bits, or null if there is none. */
  public StoreCommand find(Cdb cdb) {
    return entry(cdb);
  }

  /** The command's row, or null if there is none. */
  public CommandRow row(Cdb cdb) {
    Entry entry = entry(cdb);
    return entry == null ? null : entry.row;
  }

  /** Whether the command reads or writes the medium, which may take a while. */
  public boolean mayBlock(Cdb cdb) {
    Entry entry = entry(cdb);
    return entry != null && entry.row.medium();
  }

  /**
   * The data direction of an operation code, whatever the service action; null if no command has
   * that code.
   */
  public DataDirection direction(int opcode) {
    return directions[opcode];
  }

  /** All rows, ordered by operation code and service action. */
  public List<CommandRow> rows() {
    return rows;
  }

  /**
   * Answers a command that needs no store, such as one that a logical unit answers itself.
   *
   * @return null if there is no such command, or if it can't be answered yet
   */
  public ScsiResponse respond(ScsiCmd cmd) throws IOException {
    Entry entry = entry(cmd.cdb());
    if (entry == null) {
      return null;
    }
    ScsiResponse refusal = CommandRow.refuseReserved(cmd.cdb(), entry.allowed);
    return refusal != null ? refusal : entry.row.command().respond(cmd, null);
  }

  /** Whether any command has this operation code. */
  public boolean knows(int opcode) {
    return entries[opcode] != null || entriesByServiceAction[opcode] != null;
  }

  /** Whether any command has this operation code and service action, 0..31. */
  public boolean has(int opcode, int serviceAction) {
    Entry[] actions = entriesByServiceAction[opcode];
    return actions != null && actions[serviceAction] != null;
  }

  /**
   * The response to a CDB that matches no command: the operation code or the service action is
   * unknown (SPC-4 4.2.5.2).
   */
  public ScsiResponse refuseUnknown(Cdb cdb) {
    return entriesByServiceAction[cdb.opcode()] == null
        ? ScsiResponse.notHandled()
        : ScsiResponse.invalidFieldInCdb(SERVICE_ACTION_BYTE, SERVICE_ACTION_BIT);
  }

  Entry entry(Cdb cdb) {
    int opcode = cdb.opcode();
    Entry[] actions = entriesByServiceAction[opcode];
    if (actions == null) {
      return entries[opcode];
    }
    int action = cdb.serviceAction();
    return action < SERVICE_ACTIONS ? actions[action] : null;
  }

  /** A row with the data needed for every command. */
  static final class Entry implements StoreCommand {
    private final CommandRow row;
    private final byte[] allowed;

    Entry(CommandRow row, byte[] allowed) {
      this.row = row;
      this.allowed = allowed;
    }

    CommandRow row() {
      return row;
    }

    @Override
    public ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
      ScsiResponse refusal = CommandRow.refuseReserved(cmd.cdb(), allowed);
      return refusal != null ? refusal : row.respond(cmd, store);
    }

    /** The response if the CDB is refused before the command itself sees it; else null. */
    ScsiResponse refuse(ScsiCmd cmd, VolumeInfo info) {
      ScsiResponse refusal = CommandRow.refuseReserved(cmd.cdb(), allowed);
      if (refusal != null) {
        return refusal;
      }
      return row.isOffered(info) ? null : ScsiResponse.notHandled();
    }
  }

  /** Collects the rows of a table; a later row replaces an earlier one. Not thread-safe. */
  public static final class Builder {
    private final Map<Integer, CommandRow> rows = new TreeMap<>();

    /** Adds a row. */
    public Builder add(CommandRow row) {
      rows.put(row.opcode() << 8 | row.serviceAction() + 1, row);
      return this;
    }

    /** Adds all rows of another table. */
    public Builder addAll(CommandTable table) {
      table.rows().forEach(this::add);
      return this;
    }

    /** Adds a command that answers from memory. */
    public Builder quick(int opcode, StoreCommand command) {
      return add(anyBits(opcode, "FF", command));
    }

    /** As {@link #quick(int, StoreCommand)}, identified by its service action, 0..31. */
    public Builder quick(int opcode, int serviceAction, StoreCommand command) {
      return add(
          anyBits(opcode, "%02X".formatted(0xE0 | serviceAction), command).withServiceAction());
    }

    /** Adds a command that reads or writes the medium. */
    public Builder medium(int opcode, StoreCommand command) {
      return add(anyBits(opcode, "FF", command).writes());
    }

    /** As {@link #medium(int, StoreCommand)}, identified by its service action, 0..31. */
    public Builder medium(int opcode, int serviceAction, StoreCommand command) {
      return add(
          anyBits(opcode, "%02X".formatted(0xE0 | serviceAction), command)
              .withServiceAction()
              .writes());
    }

    private static CommandRow anyBits(int opcode, String second, StoreCommand command) {
      int length =
          switch (opcode >>> 5) {
            case 0 -> 6;
            case 1, 2, 6, 7 -> 10;
            case 5 -> 12;
            default -> 16;
          };
      return CommandRow.of(
          "%02Xh".formatted(opcode),
          "",
          "%02X".formatted(opcode) + second + "FF".repeat(length - 2),
          command);
    }

    /** Builds the table from the rows added so far. */
    public CommandTable build() {
      return new CommandTable(List.copyOf(rows.values()));
    }
  }
}
