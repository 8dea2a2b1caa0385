package io.sluice.iscsi.internal.session;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.iscsi.internal.HangingHandler;
import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestInitiator.Received;
import io.sluice.iscsi.internal.TestServer;
import io.sluice.iscsi.internal.TestUnit;
import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.target.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A handler that does not return holds up its own command, and nothing else of the session. */
@Timeout(60)
class HandOverTest {
  private static final int LUN_OF_RAM = 0;
  private static final int LUN_THAT_HANGS = 1;
  private static final int ABORT_TASK = 1;
  private static final int ABORT_TASK_SET = 2;
  private static final int CLEAR_TASK_SET = 4;
  private static final int LOGICAL_UNIT_RESET = 5;

  private final HangingHandler hanging = new HangingHandler();
  private TestUnit ram;
  private TestUnit hung;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    ram = TestUnit.ofRam("ram", 16 << 20, 512);
    hung = new TestUnit("hung", hanging);
    server = new TestServer(ram, hung);
  }

  @AfterEach
  void leavesNothingBehind() throws IOException {
    hanging.release();
    server.close();
    await().until(() -> server.pool().lent() == 0);
    await().until(() -> ram.nexuses() + hung.nexuses() == 0);
    await().until(() -> server.server().standby().size() == 0);
    ram.close();
    hung.close();
  }

  private TestInitiator login() throws IOException {
    return TestInitiator.loggedIn(server.address(), 1);
  }

  private int hang(TestInitiator initiator) throws IOException {
    byte[] cdb = TestInitiator.read10(HangingHandler.HANGS_FROM, 1);
    int before = hanging.hanging();
    int tag = initiator.command(LUN_THAT_HANGS, cdb, true, false, 512, new byte[0]);
    await().until(() -> hanging.hanging() > before);
    return tag;
  }

  private static void ping(TestInitiator initiator) throws IOException {
    int tag = initiator.newTag();
    initiator.send(initiator.ordered(Opcode.NOP_OUT, Bhs.FINAL, tag), new byte[] {1, 2, 3, 4});
    Received pong = initiator.receive();
    assertEquals(Opcode.NOP_IN, pong.opcode());
    assertEquals(tag, pong.u32(Bhs.INITIATOR_TASK_TAG));
  }

  @Test
  void shouldAnswerPingsAndServeAllElseWhileAHandlerHangs() throws IOException {
    try (TestInitiator initiator = login()) {
      byte[] data = new byte[64 << 10];
      data[0] = 7;
      int tag = hang(initiator);
      ping(initiator);
      initiator.write(LUN_OF_RAM, 5, data); // with data that is asked for
      assertArrayEquals(data, initiator.read(LUN_OF_RAM, 5, 128));
      initiator.read(LUN_THAT_HANGS, 0, 1);
      hanging.release();
      assertEquals(0, initiator.result(tag, 512, new byte[0]).status());
      initiator.read(LUN_THAT_HANGS, 0, 1);
    }
  }

  @Test
  void shouldLogOutWhileAHandlerHangs() throws IOException {
    try (TestInitiator initiator = login()) {
      hang(initiator);
      assertEquals(0, initiator.logout().u8(Bhs.RESPONSE));
      assertThrows(IOException.class, initiator::receive);
    }
  }

  @Test
  void shouldServeOnWhileManyHandlersHangAndMakeThreadsForThoseAlone() throws IOException {
    try (TestInitiator initiator = login()) {
      for (int i = 0; i < 5; i++) {
        hang(initiator);
      }
      ping(initiator);
      assertEquals(6, server.server().standby().size());
      hanging.release();
      for (int i = 0; i < 5; i++) {
        assertEquals(Opcode.DATA_IN, initiator.receive().opcode());
      }
      for (int i = 0; i < 3; i++) { // by threads that stand by
        try (TestInitiator other = TestInitiator.loggedIn(server.address(), 2 + i)) {
          other.read(LUN_OF_RAM, 0, 1);
        }
      }
      assertEquals(6, server.server().standby().size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {ABORT_TASK, LOGICAL_UNIT_RESET})
  void shouldAnswerTaskManagementOnceTheHandlerHasReturned(int function) throws IOException {
    try (TestInitiator initiator = login()) {
      int cmdSn = initiator.cmdSn();
      int tag = hang(initiator);
      ScsiCmd cmd = hanging.taken().element();
      initiator.sendTaskManagement(function, LUN_THAT_HANGS, tag, cmdSn);
      await().until(cmd::isAborted);
      ping(initiator); // nothing was claimed before
      hanging.release();
      Received response = initiator.receive();
      assertEquals(Opcode.TASK_MANAGEMENT_RESPONSE, response.opcode());
      assertEquals(0, response.u8(Bhs.RESPONSE));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {ABORT_TASK, LOGICAL_UNIT_RESET})
  void shouldDropTheConnectionWhereTheHandlerDoesNotReturn(int function) throws IOException {
    Duration long9 = Duration.ofSeconds(9);
    Limits impatient = new Limits(9, 9, 1 << 20, long9, long9, long9, Duration.ofMillis(200));
    server.apply(impatient, TestServer.OFFER, AccessList.EVERYBODY, Optional.empty(), ram, hung);
    try (TestInitiator initiator = login()) {
      int cmdSn = initiator.cmdSn();
      int tag = hang(initiator);
      initiator.sendTaskManagement(function, LUN_THAT_HANGS, tag, cmdSn);
      assertThrows(IOException.class, initiator::receive);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {ABORT_TASK, ABORT_TASK_SET, CLEAR_TASK_SET, LOGICAL_UNIT_RESET})
  void shouldNotBeHeldUpByAnAbortActionThatBlocks(int function) throws IOException {
    CountDownLatch release = new CountDownLatch(1);
    try (TestInitiator initiator = login()) {
      int cmdSn = initiator.cmdSn();
      int tag = hang(initiator);
      ScsiCmd cmd = hanging.taken().element();
      cmd.onAbort(() -> HangingHandler.awaitUninterruptibly(release));
      initiator.sendTaskManagement(function, LUN_THAT_HANGS, tag, cmdSn);
      await().until(cmd::isAborted);
      ping(initiator);
      hanging.release();
      assertEquals(Opcode.TASK_MANAGEMENT_RESPONSE, initiator.receive().opcode());
    } finally {
      release.countDown();
    }
  }

  @Test
  void shouldSurviveAHandlerThatLeavesItsThreadInterrupted() throws Exception {
    try (TestInitiator initiator = login()) {
      hang(initiator);
      ScsiCmd cmd = hanging.taken().element();
      Thread other =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                cmd.complete(ScsiResponse.good());
              });
      other.start();
      other.join();
      assertEquals(Opcode.SCSI_RESPONSE, initiator.receive().opcode());
      ping(initiator);
    }
  }
}
