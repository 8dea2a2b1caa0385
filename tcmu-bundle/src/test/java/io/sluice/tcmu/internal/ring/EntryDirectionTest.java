package io.sluice.tcmu.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.command.CommandRow;
import io.sluice.backend.command.CommandTable;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.DataDirection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryDirectionTest {
  private static EntryDirection of(int opcode) {
    return EntryDirection.of(new Cdb(new byte[] {(byte) opcode, 0, 0, 0, 0, 0}));
  }

  private static EntryDirection ofVariableLength(int serviceAction) {
    byte[] cdb = new byte[32];
    cdb[0] = 0x7F;
    cdb[7] = 24;
    cdb[9] = (byte) serviceAction;
    return EntryDirection.of(new Cdb(cdb));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x0A, 0x15, 0x2A, 0x2E, 0x2F, 0x3B, 0x41, 0x42, 0x55, 0x5F, 0x83, 0x89, 0x8A, 0x8E, 0x8F,
        0x93, 0x9C, 0x9F, 0xA4, 0xAA, 0xAE, 0xAF, 0xB5
      })
  void shouldTakeDataOfCommandsThatBringSome(int opcode) {
    assertEquals(EntryDirection.OUT, of(opcode));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x03, 0x08, 0x12, 0x1A, 0x25, 0x28, 0x35, 0x3C, 0x4D, 0x5A, 0x5E, 0x84, 0x88, 0x91,
        0x9E, 0xA0, 0xA3, 0xA8
      })
  void shouldFillDataOfCommandsThatWantSome(int opcode) {
    assertEquals(EntryDirection.IN, of(opcode));
  }

  @Test
  void shouldTakeItFromTheTableOfADisksCommands() {
    for (CommandRow row : CommandTable.DISK.rows()) {
      EntryDirection wanted =
          row.direction() == DataDirection.OUT ? EntryDirection.OUT : EntryDirection.IN;
      assertEquals(wanted, EntryDirection.of(new Cdb(row.usageData())), row.name());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x02, 0x99, 0xC0, 0xEA, 0xFF})
  void shouldLeaveItToTheHandlerWhereNobodyKnows(int opcode) {
    assertEquals(EntryDirection.EITHER, of(opcode));
  }

  @Test
  void shouldKnowVariableLengthCommandsByTheirServiceAction() {
    assertEquals(EntryDirection.IN, ofVariableLength(0x09));
    assertEquals(EntryDirection.OUT, ofVariableLength(0x0B));
    assertEquals(EntryDirection.OUT, ofVariableLength(0x0D));
    assertEquals(EntryDirection.EITHER, ofVariableLength(0x77));
  }
}
