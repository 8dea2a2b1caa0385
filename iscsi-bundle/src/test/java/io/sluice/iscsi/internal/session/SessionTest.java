package io.sluice.iscsi.internal.session;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.iscsi.internal.BlockingHandler;
import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestInitiator.Received;
import io.sluice.iscsi.internal.TestInitiator.Result;
import io.sluice.iscsi.internal.TestServer;
import io.sluice.iscsi.internal.TestUnit;
import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.login.TargetRules;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.target.Limits;
import io.sluice.iscsi.internal.target.LunMap;
import io.sluice.iscsi.internal.target.TargetSpec;
import io.sluice.scsi.ScsiStatus;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SessionTest {
  private static final int LUN_OF_RAM = 0;
  private static final int LUN_THAT_BLOCKS = 1;
  private static final byte[] TEST_UNIT_READY = new byte[16];

  private final BlockingHandler blocking = new BlockingHandler();
  private TestUnit ram;
  private TestUnit blocked;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    ram = TestUnit.ofRam("ram", 16 << 20, 512);
    blocked = new TestUnit("blocked", blocking);
    server = new TestServer(ram, blocked);
  }

  @AfterEach
  void leavesNothingBehind() throws IOException {
    server.close();
    await().until(() -> server.pool().lent() == 0);
    await().until(() -> ram.nexuses() + blocked.nexuses() == 0);
    ram.close();
    blocked.close();
  }

  private TestInitiator login(String... keys) throws IOException {
    return TestInitiator.loggedIn(server.address(), 1, keys);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "None, None, 8192, 262144, 1",
    "CRC32C, None, 8192, 262144, 1",
    "None, CRC32C, 65536, 262144, 4",
    "CRC32C, CRC32C, 512, 4096, 8",
    "CRC32C, CRC32C, 262144, 16777215, 2"
  })
  void shouldGiveBackWhatWasWritten(
      String headerDigest, String dataDigest, String maxRecv, String maxBurst, String outstanding)
      throws IOException {
    try (TestInitiator initiator =
        login(
            "HeaderDigest", headerDigest,
            "DataDigest", dataDigest,
            "MaxRecvDataSegmentLength", maxRecv,
            "MaxBurstLength", maxBurst,
            "MaxOutstandingR2T", outstanding)) {
      for (int blocks : new int[] {1, 7, 128, 129, 1000, 4096}) {
        byte[] data = random(blocks * 512);
        initiator.write(LUN_OF_RAM, 3, data);
        assertArrayEquals(data, initiator.read(LUN_OF_RAM, 3, blocks));
      }
    }
  }

  @Test
  void shouldTakeImmediateAndUnsolicitedData() throws IOException {
    try (TestInitiator initiator =
        login("InitialR2T", "No", "ImmediateData", "Yes", "FirstBurstLength", "65536")) {
      byte[] data = random(100 * 1024);
      int tag = initiator.newTag();
      ByteBuffer pdu = initiator.ordered(Opcode.SCSI_COMMAND, Bhs.COMMAND_WRITE, tag);
      pdu.putInt(Bhs.EXPECTED_DATA_TRANSFER_LENGTH, data.length);
      pdu.put(Bhs.CDB, TestInitiator.write10(0, 200));
      initiator.send(pdu, java.util.Arrays.copyOf(data, 4096));
      initiator.sendData(tag, Bhs.RESERVED_TAG, data, 4096, 65536 - 4096);
      assertEquals(0, initiator.result(tag, 0, data).status());
      assertArrayEquals(data, initiator.read(LUN_OF_RAM, 0, 200));
    }
  }

  @Test
  void shouldReportLunsAndAnswerForThoseThatAreNotThere() throws IOException {
    try (TestInitiator initiator = login()) {
      byte[] reportLuns = ByteBuffer.allocate(16).put(0, (byte) 0xA0).putInt(6, 64).array();
      for (int lun : new int[] {0, 1, 200}) {
        Result luns = initiator.in(lun, reportLuns, 64);
        assertEquals(16, ByteBuffer.wrap(luns.data()).getInt());
        assertEquals(0x0001L << 48, ByteBuffer.wrap(luns.data()).getLong(16));
        assertEquals(64 - 24, luns.residual());
      }
      byte[] inquiry = ByteBuffer.allocate(16).put(0, (byte) 0x12).put(4, (byte) 36).array();
      assertEquals(0x7F, initiator.in(200, inquiry, 36).data()[0]);
      Result ready = initiator.in(200, TEST_UNIT_READY, 0);
      assertEquals(2, ready.status());
      assertEquals(5, ready.senseKey());
      assertEquals(0x2500, ready.asc());
    }
  }

  @Test
  void shouldTellResiduals() throws IOException {
    try (TestInitiator initiator = login()) {
      Result under = initiator.in(LUN_OF_RAM, TestInitiator.read10(0, 1), 1000);
      assertEquals(Bhs.UNDERFLOW, under.flags());
      assertEquals(1000 - 512, under.residual());
      Result over = initiator.in(LUN_OF_RAM, TestInitiator.read10(0, 3), 700);
      assertEquals(Bhs.OVERFLOW, over.flags());
      assertEquals(3 * 512 - 700, over.residual());
      assertEquals(700, over.data().length);
    }
  }

  @Test
  void shouldRefuseTransfersThatAreTooLargeAndServeOn() throws IOException {
    try (TestInitiator initiator = login()) {
      Result huge = initiator.in(LUN_OF_RAM, TestInitiator.read10(0, 1), Integer.MAX_VALUE);
      assertEquals(0, huge.status()); // one block, whatever there is room for
      byte[] modeSense = ByteBuffer.allocate(16).put(0, (byte) 0x1A).put(2, (byte) 0x3F).array();
      assertEquals(2, initiator.in(LUN_OF_RAM, modeSense, Integer.MAX_VALUE).status());
      initiator.read(LUN_OF_RAM, 0, 1);
    }
  }

  @Test
  void shouldTellInTheBlockLimitsPageWhatItTakes() throws IOException {
    try (TestInitiator initiator = login()) {
      byte[] inquiry =
          ByteBuffer.allocate(16)
              .put(0, (byte) 0x12)
              .put(1, (byte) 1)
              .put(2, (byte) 0xB0)
              .put(4, (byte) 64)
              .array();
      ByteBuffer page = initiator.in(LUN_OF_RAM, inquiry, 64).in();
      assertEquals(Limits.DEFAULTS.transferBytes() / 512, page.getInt(8));
    }
  }

  @Test
  void shouldTellWhichTaskManagementFunctionsItHas() throws IOException {
    byte[] report = new byte[16];
    report[0] = (byte) 0xA3;
    report[1] = 0x0D;
    report[9] = 4;
    try (TestInitiator initiator = login()) {
      assertArrayEquals(
          new byte[] {(byte) 0xDC, 0x03, 0, 0}, initiator.in(LUN_OF_RAM, report, 4).data());
      report[2] = (byte) 0x80;
      report[9] = 16;
      assertArrayEquals(
          new byte[] {(byte) 0xDC, 0x03, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
          initiator.in(LUN_OF_RAM, report, 16).data());
    }
  }

  @Test
  void shouldAnswerPingsAndRejectWhatItDoesNotKnow() throws IOException {
    try (TestInitiator initiator = login()) {
      int tag = initiator.newTag();
      initiator.send(initiator.ordered(Opcode.NOP_OUT, Bhs.FINAL, tag), random(100));
      Received pong = initiator.receive();
      assertEquals(Opcode.NOP_IN, pong.opcode());
      assertArrayEquals(random(100), pong.bytes());
      initiator.send(TestInitiator.pdu(0x1E | Bhs.IMMEDIATE, Bhs.FINAL, 5), new byte[12]);
      Received reject = initiator.receive();
      assertEquals(Opcode.REJECT, reject.opcode());
      assertEquals(5, reject.u8(Bhs.RESPONSE));
      assertEquals(48, reject.data().limit());
      initiator.read(LUN_OF_RAM, 0, 1);
    }
  }

  @Test
  void shouldIgnoreCommandsOutsideOfTheWindow() throws IOException {
    try (TestInitiator initiator = login()) {
      initiator.read(LUN_OF_RAM, 0, 1);
      for (int cmdSn : new int[] {initiator.maxCmdSn() + 1, initiator.cmdSn() - 1}) {
        ByteBuffer pdu = TestInitiator.pdu(Opcode.SCSI_COMMAND, Bhs.FINAL, 77);
        initiator.send(pdu.putInt(Bhs.CMD_SN, cmdSn), new byte[0]);
      }
      initiator.read(LUN_OF_RAM, 0, 1); // whose answer is the next that comes
    }
  }

  @Test
  void shouldDropOnlyTheConnectionThatBreaksTheProtocol() throws IOException {
    try (TestInitiator good = TestInitiator.loggedIn(server.address(), 2);
        TestInitiator bad = login()) {
      bad.send(
          TestInitiator.pdu(Opcode.SCSI_COMMAND, Bhs.FINAL, 1).putInt(Bhs.CMD_SN, 5), new byte[0]);
      assertThrows(EOFException.class, bad::receive);
      good.read(LUN_OF_RAM, 0, 1);
    }
  }

  @Test
  void shouldAbortATaskOnlyWhenItHasLeftItsHandler() throws Exception {
    try (TestInitiator initiator = login()) {
      int cmdSn = initiator.cmdSn();
      int tag = initiator.command(LUN_THAT_BLOCKS, TEST_UNIT_READY, false, false, 0, new byte[0]);
      ScsiCmd cmd = blocking.take();
      initiator.sendTaskManagement(1, LUN_THAT_BLOCKS, tag, cmdSn);
      await().until(cmd::isAborted);
      assertArrayEquals(new byte[512], initiator.read(LUN_OF_RAM, 0, 1)); // no answer came before
      BlockingHandler.complete(cmd);
      Received response = initiator.receive();
      assertEquals(Opcode.TASK_MANAGEMENT_RESPONSE, response.opcode());
      assertEquals(0, response.u8(Bhs.RESPONSE));
      assertEquals(1, initiator.taskManagement(1, LUN_THAT_BLOCKS, tag, cmdSn).u8(Bhs.RESPONSE));
    }
  }

  @Test
  void shouldAnswerAtOnceWhenTheAbortedTaskIsHeldAtAClosedGate() throws Exception {
    try (TestInitiator initiator = login()) {
      int cmdSn = initiator.cmdSn();
      int tag = initiator.command(LUN_THAT_BLOCKS, TEST_UNIT_READY, false, false, 0, new byte[0]);
      ScsiCmd cmd = blocking.take();
      cmd.onAbort(() -> cmd.complete(ScsiResponse.status(ScsiStatus.TASK_ABORTED)));
      Received response = initiator.taskManagement(1, LUN_THAT_BLOCKS, tag, cmdSn);
      assertEquals(Opcode.TASK_MANAGEMENT_RESPONSE, response.opcode());
      assertEquals(0, response.u8(Bhs.RESPONSE));
    }
  }

  @ParameterizedTest
  @CsvSource({"2", "4", "5", "6"}) // ABORT and CLEAR TASK SET, LOGICAL UNIT and TARGET WARM RESET
  void shouldEndAllCommandsOfATaskSet(int function) throws Exception {
    try (TestInitiator initiator = login()) {
      for (int i = 0; i < 5; i++) {
        initiator.command(LUN_THAT_BLOCKS, TEST_UNIT_READY, false, false, 0, new byte[0]);
      }
      ScsiCmd[] commands = new ScsiCmd[5];
      for (int i = 0; i < 5; i++) {
        commands[i] = blocking.take();
      }
      initiator.sendTaskManagement(function, LUN_THAT_BLOCKS, 0, 0);
      for (ScsiCmd cmd : commands) {
        await().until(cmd::isAborted);
        BlockingHandler.complete(cmd);
      }
      Received response = initiator.receive();
      assertEquals(Opcode.TASK_MANAGEMENT_RESPONSE, response.opcode());
      assertEquals(0, response.u8(Bhs.RESPONSE));
      if (function >= 5) { // a reset is announced
        Result attention = initiator.in(LUN_THAT_BLOCKS, TEST_UNIT_READY, 0);
        assertEquals(6, attention.senseKey());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 5", "8, 4", "10, 0", "11, 0", "99, 255"})
  void shouldAnswerOtherTaskManagementFunctions(int function, int response) throws IOException {
    try (TestInitiator initiator = login()) {
      initiator.read(LUN_OF_RAM, 0, 1);
      assertEquals(response, initiator.taskManagement(function, 0, 0, 0).u8(Bhs.RESPONSE));
      assertEquals(2, initiator.taskManagement(5, 99, 0, 0).u8(Bhs.RESPONSE));
    }
  }

  @Test
  void shouldRefuseAColdResetUnlessItIsAllowed() throws IOException {
    try (TestInitiator initiator = login();
        TestInitiator other = TestInitiator.loggedIn(server.address(), 2)) {
      assertEquals(6, initiator.taskManagement(7, 0, 0, 0).u8(Bhs.RESPONSE));
      initiator.read(LUN_OF_RAM, 0, 1);
      other.read(LUN_OF_RAM, 0, 1);
    }
  }

  @Test
  void shouldEndAllSessionsOnAColdReset() throws IOException {
    server.apply(
        new TargetSpec(
            new TargetRules(
                TestServer.IQN, "", AccessList.EVERYBODY, Optional.empty(), TestServer.OFFER, true),
            Limits.DEFAULTS,
            Set.of(server.portal()),
            List.of(),
            new LunMap(Map.of(LUN_OF_RAM, ram))));
    try (TestInitiator initiator = login();
        TestInitiator other = TestInitiator.loggedIn(server.address(), 2)) {
      assertEquals(0, initiator.taskManagement(7, 0, 0, 0).u8(Bhs.RESPONSE));
      assertThrows(IOException.class, initiator::receive);
      assertThrows(IOException.class, other::receive);
    }
  }

  @Test
  void shouldDropTheConnectionWhenAnAbortedTaskDoesNotEnd() throws Exception {
    Limits impatient =
        new Limits(9, 9, 1 << 20, ofSeconds(9), ofSeconds(9), ofSeconds(9), Duration.ofMillis(200));
    server.apply(impatient, TestServer.OFFER, AccessList.EVERYBODY, Optional.empty(), ram, blocked);
    ScsiCmd cmd;
    try (TestInitiator initiator = login()) {
      initiator.command(LUN_THAT_BLOCKS, TEST_UNIT_READY, false, false, 0, new byte[0]);
      cmd = blocking.take();
      assertThrows(IOException.class, () -> initiator.taskManagement(5, LUN_THAT_BLOCKS, 0, 0));
    }
    BlockingHandler.complete(cmd);
  }

  private static Duration ofSeconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void shouldReinstateASessionWhenItsCommandsHaveLeft() throws Exception {
    try (TestInitiator first = login()) {
      first.command(LUN_THAT_BLOCKS, TEST_UNIT_READY, false, false, 0, new byte[0]);
      ScsiCmd cmd = blocking.take();
      CompletableFuture<TestInitiator> second = CompletableFuture.supplyAsync(this::loginAgain);
      await().until(cmd::isAborted);
      assertThrows(IOException.class, first::receive);
      assertTrue(!second.isDone());
      BlockingHandler.complete(cmd);
      try (TestInitiator initiator = second.get(10, TimeUnit.SECONDS)) {
        initiator.read(LUN_OF_RAM, 0, 1);
      }
    }
  }

  private TestInitiator loginAgain() {
    try {
      return login();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void shouldLogOut() throws IOException {
    try (TestInitiator initiator = login()) {
      Received response = initiator.logout();
      assertEquals(Opcode.LOGOUT_RESPONSE, response.opcode());
      assertEquals(0, response.u8(Bhs.RESPONSE));
      assertThrows(EOFException.class, initiator::receive);
      await().until(() -> server.server().sessionCount() == 0);
    }
  }

  @Test
  void shouldListenNoMoreWhenItHasStopped() {
    server.close();
    server.apply(
        Limits.DEFAULTS, TestServer.OFFER, AccessList.EVERYBODY, Optional.empty()); // a LUN goes
    assertThrows(NoSuchElementException.class, server::address);
  }

  @Test
  void shouldAskInitiatorsToLogOutWhenItStops() throws IOException {
    try (TestInitiator initiator = login()) {
      CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close);
      Received message = initiator.receive();
      assertEquals(Opcode.ASYNC_MESSAGE, message.opcode());
      assertEquals(1, message.u8(Bhs.ASYNC_EVENT));
      initiator.logout();
      stopping.join();
    }
  }

  @Test
  void shouldAskInitiatorsToLogOutWhenTheirTargetIsTakenAway() throws IOException {
    try (TestInitiator initiator = login()) {
      server.server().apply(List.of());
      assertEquals(Opcode.ASYNC_MESSAGE, initiator.receive().opcode());
      initiator.read(LUN_OF_RAM, 0, 1); // there is time to finish
      initiator.logout();
    }
  }

  @Test
  void shouldAskSilentInitiatorsAndDropThoseThatDoNotAnswer() throws IOException {
    Limits impatient =
        new Limits(
            9,
            9,
            1 << 20,
            ofSeconds(9),
            Duration.ofMillis(50),
            Duration.ofMillis(200),
            ofSeconds(9));
    server.apply(impatient, TestServer.OFFER, AccessList.EVERYBODY, Optional.empty(), ram);
    try (TestInitiator initiator = login()) {
      Received ping = initiator.receive();
      assertEquals(Opcode.NOP_IN, ping.opcode());
      assertEquals(Bhs.RESERVED_TAG, ping.u32(Bhs.INITIATOR_TASK_TAG));
      assertThrows(IOException.class, initiator::receive);
    }
  }

  @Test
  void shouldAnnounceThatLunsHaveChangedAndDropThoseThatAreGone() throws IOException {
    try (TestInitiator initiator = login()) {
      initiator.read(LUN_OF_RAM, 0, 1);
      initiator.command(LUN_THAT_BLOCKS, new byte[16], false, false, 0, new byte[0]);
      BlockingHandler.complete(blocking.take());
      initiator.receive();
      server.apply(Limits.DEFAULTS, TestServer.OFFER, AccessList.EVERYBODY, Optional.empty(), ram);
      Received message = initiator.receive();
      assertEquals(Opcode.ASYNC_MESSAGE, message.opcode());
      assertEquals(0, message.u8(Bhs.ASYNC_EVENT));
      ByteBuffer sense = ByteBuffer.wrap(message.bytes());
      assertEquals(sense.remaining() - 2, sense.getShort());
      assertEquals(6, sense.get(2 + 2) & 0xF);
      assertEquals(0x3F0E, sense.getShort(2 + 12));
      Result attention = initiator.in(LUN_OF_RAM, TEST_UNIT_READY, 0);
      assertEquals(6, attention.senseKey());
      assertEquals(0x3F0E, attention.asc());
      assertEquals(0x2500, initiator.in(LUN_THAT_BLOCKS, TEST_UNIT_READY, 0).asc());
      assertEquals(0, blocked.nexuses());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldFailAWriteWhoseDataWasDamaged() throws IOException {
    try (TestInitiator initiator = login("InitialR2T", "Yes")) {
      byte[] data = random(1024);
      int tag =
          initiator.command(
              LUN_OF_RAM, TestInitiator.write10(0, 2), false, true, data.length, new byte[0]);
      Received r2t = initiator.receive();
      ByteBuffer pdu = TestInitiator.pdu(Opcode.DATA_OUT, Bhs.FINAL, tag);
      pdu.putInt(Bhs.TARGET_TRANSFER_TAG, r2t.u32(Bhs.TARGET_TRANSFER_TAG)).putInt(Bhs.DATA_SN, 3);
      initiator.send(pdu, data);
      Result result = initiator.result(tag, 0, data);
      assertEquals(0xB, result.senseKey());
      assertEquals(0x4705, result.asc());
      assertArrayEquals(new byte[1024], initiator.read(LUN_OF_RAM, 0, 2));
    }
  }
}
