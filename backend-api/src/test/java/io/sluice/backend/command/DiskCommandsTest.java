package io.sluice.backend.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.scsi.Cdb;
import io.sluice.scsi.DataDirection;
import io.sluice.scsi.OperationCode;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiskCommandsTest {
  private static final int SHORTEST_CDB = 6;

  @Test
  void shouldNameEveryOperationCode() throws IllegalAccessException {
    Set<Integer> named = new HashSet<>();
    for (Field constant : OperationCode.class.getFields()) {
      named.add(constant.getInt(null));
    }
    for (CommandRow row : CommandTable.DISK.rows()) {
      assertTrue(named.contains(row.opcode()), row.name());
    }
  }

  @Test
  void shouldGiveAllServiceActionsOfACodeOneDirection() {
    for (CommandRow row : CommandTable.DISK.rows()) {
      assertEquals(CommandTable.DISK.direction(row.opcode()), row.direction(), row.name());
    }
  }

  @Test
  void shouldMoveBlocksByThoseThatReadAndWriteThemAlone() {
    for (CommandRow row : CommandTable.DISK.rows()) {
      boolean moves = row.name().matches("(READ|WRITE|WRITE ATOMIC|WRITE AND VERIFY) \\(\\d+\\)");
      assertEquals(moves, row.kind() != CommandKind.OTHER, row.name());
      if (moves) {
        DataDirection way = row.kind() == CommandKind.READ ? DataDirection.IN : DataDirection.OUT;
        assertEquals(way, row.direction(), row.name());
      }
    }
  }

  /** A command that is refused for its data's length must have told where it stands. */
  @Test
  void shouldReadTheTransferLengthOfThoseThatMoveBlocks() {
    for (CommandRow row : CommandTable.DISK.rows()) {
      if (row.kind() != CommandKind.OTHER) {
        byte[] cdb = new byte[row.usageData().length];
        cdb[0] = (byte) row.opcode();
        cdb[lastOfTransferLength(cdb.length)] = 7;
        assertEquals(7, new Cdb(cdb).transferLength(), row.name());
      }
    }
  }

  private static int lastOfTransferLength(int cdbLength) {
    return cdbLength == SHORTEST_CDB
        ? 4
        : switch (cdbLength) {
          case 10 -> 8;
          case 12 -> 9;
          default -> 13;
        };
  }

  @Test
  void shouldNotTakeAnAtomicBoundaryForATransferLength() {
    byte[] cdb = new byte[16];
    cdb[0] = (byte) OperationCode.WRITE_ATOMIC_16;
    cdb[11] = 8; // ATOMIC BOUNDARY
    cdb[13] = 2;
    assertEquals(2, new Cdb(cdb).transferLength());
  }
}
