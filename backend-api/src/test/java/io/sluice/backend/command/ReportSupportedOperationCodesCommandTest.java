package io.sluice.backend.command;

import static io.sluice.backend.command.CommandTester.ALL;
import static io.sluice.backend.command.CommandTester.assertInvalidFieldInCdb;
import static io.sluice.backend.command.CommandTester.hex;
import static io.sluice.backend.command.CommandTester.run;
import static io.sluice.backend.command.CommandTester.store;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.AtomicWrites;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.TaskAttribute;
import io.sluice.backend.TestCmd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportSupportedOperationCodesCommandTest {
  private final ArrayStore store = store(10, 512, ALL.with(new AtomicWrites(4096, 512, 512)));

  private static TestCmd report(int options, int opcode, int action) {
    return TestCmd.of(0xA3, 0x0C, options, opcode, action >>> 8, action, 0, 0, 0x40, 0, 0, 0)
        .withDataIn(0x4000);
  }

  private static Set<Integer> all(ArrayStore store) throws IOException {
    TestCmd cmd = report(0, 0, 0);
    run(cmd, store);
    ByteBuffer list = ByteBuffer.wrap(cmd.received());
    assertEquals(list.capacity() - 4, list.getInt());
    Set<Integer> codes = new TreeSet<>();
    while (list.hasRemaining()) {
      int opcode = list.get() & 0xFF;
      list.get();
      int action = list.getShort();
      list.get();
      boolean hasAction = list.get() == 1;
      assertTrue(hasAction || action == 0);
      codes.add(opcode << 8 | (hasAction ? action : 0xFF));
      assertTrue(list.getShort() >= 6);
    }
    return codes;
  }

  @Test
  void shouldTellAllCommandsOfTheVolume() throws IOException {
    Set<Integer> codes = all(store);
    assertEquals(CommandTable.DISK.rows().size(), codes.size());
    assertTrue(codes.contains(0x42FF));
    assertTrue(codes.contains(0x9E10));
    Set<Integer> plain = all(store(10, 512, Capabilities.PLAIN));
    assertFalse(plain.contains(0x42FF), "UNMAP without discard");
    assertFalse(plain.contains(0x4802), "BLOCK ERASE without discard");
  }

  /** A command that came by a transport which answers some before the logical unit sees them. */
  private static final class Carried extends ScsiCmd {
    private final TestCmd cmd;
    private final CommandTable answered;

    Carried(TestCmd cmd, CommandTable answered) {
      super(cmd.cdb());
      this.cmd = cmd;
      this.answered = answered;
    }

    @Override
    public CommandTable transportCommands() {
      return answered;
    }

    @Override
    public Nexus nexus() {
      return cmd.nexus();
    }

    @Override
    public ScsiDevice device() {
      return cmd.device();
    }

    @Override
    public long tag() {
      return cmd.tag();
    }

    @Override
    public TaskAttribute taskAttribute() {
      return cmd.taskAttribute();
    }

    @Override
    public Segments dataIn() {
      return cmd.dataIn();
    }

    @Override
    public Segments dataOut() {
      return cmd.dataOut();
    }

    @Override
    protected void send(ScsiResponse response) {
      cmd.complete(response);
    }
  }

  private byte[] answer(TestCmd asked, CommandTable answered) {
    ScsiCmd cmd = new Carried(asked, answered);
    cmd.complete(
        ReportSupportedOperationCodesCommand.respond(cmd, CommandTable.DISK, store.info()));
    return asked.received();
  }

  @Test
  void shouldTellWhatTheTransportAnswers() {
    CommandTable reserving = TransportCommands.REPORT_LUNS_AND_RESERVATIONS;
    assertArrayEquals(
        hex("00 03 000C A000FF000000FFFFFFFF0000"),
        answer(report(1, 0xA0, 0), TransportCommands.REPORT_LUNS));
    assertArrayEquals(
        hex("00 03 000A 5E020000000000FFFF00"), answer(report(2, 0x5E, 2), reserving));
    assertArrayEquals(
        hex("00 03 000A 5F07FF0000FFFFFFFF00"), answer(report(3, 0x5F, 7), reserving));
    assertArrayEquals(hex("00 03 0006 160000000000"), answer(report(1, 0x16, 0), reserving));
    for (int opcode : new int[] {0x5E, 0x5F, 0x16, 0x57}) {
      assertArrayEquals(
          hex("00 01 0000"), answer(report(3, opcode, 0), TransportCommands.REPORT_LUNS));
    }
  }

  @Test
  void shouldTellTheBitsOfACdb() throws IOException {
    TestCmd read = report(1, 0x28, 0);
    run(read, store);
    assertArrayEquals(hex("00 03 000A 28FAFFFFFFFF1FFFFF00"), read.received());
    TestCmd capacity = report(2, 0x9E, 0x10);
    run(capacity, store);
    assertArrayEquals(hex("00 03 0010 9E10FFFFFFFFFFFFFFFFFFFFFFFF0100"), capacity.received());
    TestCmd either = report(3, 0x28, 0);
    run(either, store);
    assertArrayEquals(read.received(), either.received());
  }

  @Test
  void shouldAddTimeoutsThatSayNothing() throws IOException {
    TestCmd cmd = report(0x81, 0x00, 0);
    run(cmd, store);
    assertArrayEquals(hex("00 83 0006 000000000000 000A 0000 00000000 00000000"), cmd.received());
    TestCmd all = report(0x80, 0, 0);
    run(all, store);
    assertEquals(4 + 20 * CommandTable.DISK.rows().size(), all.received().length);
    assertEquals(2, all.received()[9] & 2, "CTDP");
  }

  @ParameterizedTest
  @CsvSource({"1, 0xC0, 0", "2, 0x9E, 0x1F", "3, 0x28, 5", "3, 0x9E, 0x1F"})
  void shouldTellWhatThereIsNot(int option, int opcode, int action) throws IOException {
    TestCmd cmd = report(option, opcode, action);
    run(cmd, store);
    assertArrayEquals(hex("00 01 0000"), cmd.received());
  }

  @ParameterizedTest
  @CsvSource({"1, 0x9E, 0", "2, 0x28, 0", "4, 0x28, 0"})
  void shouldRefuseToMixUpServiceActions(int option, int opcode, int action) throws IOException {
    assertInvalidFieldInCdb(2, 2, run(report(option, opcode, action), store));
  }

  @Test
  void shouldRefuseReservedBitsOfAnyCommand() throws IOException {
    for (CommandRow row : CommandTable.DISK.rows()) {
      byte[] allowed = row.allowedBits();
      for (int i = 1; i < allowed.length; i++) {
        for (int bit = 0; bit < 8; bit++) {
          if ((allowed[i] >>> bit & 1) == 0) {
            byte[] cdb = row.usageData();
            for (int j = 1; j < cdb.length; j++) {
              cdb[j] = j == 1 && row.hasServiceAction() ? (byte) row.serviceAction() : 0;
            }
            cdb[i] |= (byte) (1 << bit);
            TestCmd cmd = TestCmd.of(new io.sluice.scsi.Cdb(cdb));
            assertInvalidFieldInCdb(i, bit, run(cmd, store));
          }
        }
      }
    }
  }

  @Test
  void shouldTellTaskManagementFunctions() throws IOException {
    TestCmd cmd = TestCmd.of(0xA3, 0x0D, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0).withDataIn(99);
    run(cmd, store);
    assertArrayEquals(hex("88 00 00 00"), cmd.received());
    TestCmd extended = TestCmd.of(0xA3, 0x0D, 0x80, 0, 0, 0, 0, 0, 0, 99, 0, 0).withDataIn(99);
    run(extended, store);
    assertEquals(16, extended.received().length);
    assertEquals(12, extended.received()[3]);
    assertInvalidFieldInCdb(
        6, -1, run(TestCmd.of(0xA3, 0x0D, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0), store));
  }
}
