package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.scsi.Cdb;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link ScsiCmdHandler} promises; every handler must pass. */
@Timeout(120)
public abstract class ScsiCmdHandlerContractTest {
  private static final int THREADS = 4;

  private ScsiCmdHandler handler;

  /** A handler of a new volume of some 1000 blocks, not open. */
  protected abstract ScsiCmdHandler newHandler() throws Exception;

  @BeforeEach
  final void makeHandler() throws Exception {
    handler = newHandler();
  }

  @AfterEach
  final void closeHandler() throws IOException {
    handler.close();
  }

  private static TestCmd testUnitReady() {
    return TestCmd.of(0, 0, 0, 0, 0, 0);
  }

  @Test
  void shouldBeProbedBeforeItIsOpenAndWhileItIs() throws IOException {
    Geometry geometry = handler.probe().geometry();
    assertEquals(geometry, handler.probe().geometry());
    handler.open();
    assertEquals(geometry, handler.probe().geometry());
    handler.close();
    assertEquals(geometry, handler.probe().geometry());
  }

  @Test
  void shouldOpenAndCloseAnyNumberOfTimes() throws IOException {
    for (int i = 0; i < 10; i++) {
      handler.open();
      TestCmd cmd = testUnitReady();
      handler.handle(cmd);
      assertEquals(ScsiStatus.GOOD, cmd.response().status());
      handler.flush();
      handler.close();
    }
  }

  @Test
  void shouldCloseWhatIsNotOpen() throws IOException {
    handler.close();
    handler.open();
    handler.close();
    handler.close();
  }

  @Test
  void shouldAnswerWithAnErrorWhileItIsNotOpen() {
    TestCmd cmd = TestCmd.of(0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0).withDataIn(4096);
    handler.handle(cmd);
    assertEquals(SenseKey.NOT_READY, cmd.response().sense().key());
  }

  @Test
  void shouldAnswerEveryCommandOnce() throws Exception {
    handler.open();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> work = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        long seed = i;
        work.add(() -> answerOnce(new Random(seed)));
      }
      for (Future<Void> result : threads.invokeAll(work)) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Void answerOnce(Random random) {
    List<TestCmd> cmds = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      TestCmd cmd = randomCmd(random);
      cmds.add(cmd);
      handler.handle(cmd);
    }
    for (TestCmd cmd : cmds) {
      ScsiResponse response = cmd.response();
      assertEquals(1, cmd.responses().size());
      assertTrue(response.residual() <= cmd.dataIn().length(), "residual");
      if (response.status() == ScsiStatus.CHECK_CONDITION) {
        assertNotEquals(SenseKey.HARDWARE_ERROR, response.sense().key(), cmd::toString);
      }
    }
    return null;
  }

  private static TestCmd randomCmd(Random random) {
    byte[] cdb = new byte[new int[] {6, 10, 12, 16}[random.nextInt(4)]];
    for (int i = 0; i < cdb.length; i++) {
      cdb[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
    }
    TestCmd cmd = TestCmd.of(new Cdb(cdb));
    return random.nextBoolean()
        ? cmd.withDataIn(random.nextInt(9000))
        : cmd.withDataOut(new byte[random.nextInt(9000)]);
  }
}
