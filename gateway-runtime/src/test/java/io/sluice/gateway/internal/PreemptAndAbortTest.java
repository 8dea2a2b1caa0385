package io.sluice.gateway.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.gateway.internal.CopyBench.CopyList;
import io.sluice.gateway.internal.CopyBench.Disk;
import io.sluice.gateway.internal.CopyBench.Initiator;
import io.sluice.gateway.internal.CopyBench.Sent;
import io.sluice.scsi.ScsiStatus;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PREEMPT AND ABORT reaches all that the victim has under way, wherever it is. */
@Timeout(60)
class PreemptAndAbortTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ScsiResponse ABORTED = ScsiResponse.status(ScsiStatus.TASK_ABORTED);

  private final CopyBench bench = new CopyBench();
  private final Disk disk = bench.disk("disk", 64, 512);
  private final Disk other = bench.disk("other", 64, 512);
  private final Initiator victim = bench.initiator("victim", disk, other);
  private final Initiator winner = bench.initiator("winner", disk);

  @BeforeEach
  void register() {
    assertEquals(ScsiResponse.good(), victim.send(disk, out(0, 0, 0, 0xA)));
    assertEquals(ScsiResponse.good(), winner.send(disk, out(0, 0, 0, 0xB)));
    assertEquals(ScsiResponse.good(), victim.send(disk, out(1, 1, 0xA, 0)));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static TestCmd out(int action, int type, long key, long actionKey) {
    byte[] list = new byte[24];
    ByteBuffer.wrap(list).putLong(key).putLong(actionKey);
    return TestCmd.of(0x5F, action, type, 0, 0, 0, 0, 0, 24, 0).withDataOut(list);
  }

  @Test
  void shouldAbortWhatIsHeld() {
    disk.goOffline();
    Sent write = victim.begin(disk, Commands.write());
    Sent mine = winner.begin(disk, Commands.testUnitReady());
    assertEquals(ScsiResponse.good(), winner.send(disk, out(5, 1, 0xB, 0xA)));
    assertEquals(ABORTED, write.response());
    disk.comeBack();
    assertEquals(ScsiResponse.good(), mine.response());
  }

  @Test
  void shouldNotBeHeldUpByAnAbortActionThatBlocks() {
    CountDownLatch release = new CountDownLatch(1);
    try {
      disk.goOffline();
      Sent write = victim.begin(disk, Commands.write());
      write.onAbort(() -> awaitUninterruptibly(release)); // as its handler may do
      Sent preempt = winner.begin(disk, out(5, 1, 0xB, 0xA)); // on the connection's thread
      assertTrue(write.isAborted());
      assertFalse(preempt.isCompleted(), "answered while the victim's can still write");
      disk.comeBack();
      assertEquals(ScsiResponse.good(), preempt.response());
      assertTrue(write.isCompleted());
    } finally {
      release.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldAbortACopyThatWaitsForAnotherDisk() {
    other.goOffline();
    CopyList list = new CopyList().cscd(disk).cscd(other).segment(1, 0, 16, 0, 0);
    Sent copy = victim.begin(disk, list.command());
    await().atMost(PATIENCE).until(() -> other.lun.path().hold().size() == 1);
    assertEquals(ScsiResponse.good(), winner.send(disk, out(5, 1, 0xB, 0xA)));
    assertEquals(ABORTED, copy.response());
    assertEquals(0, other.lun.path().hold().size());
  }

  @Test
  void shouldKeepOutACopyThatComesFromAnotherDisk() {
    disk.goOffline();
    CopyList list = new CopyList().cscd(disk).cscd(other).segment(1, 0, 16, 0, 0);
    Sent copy = victim.begin(other, list.command());
    await().atMost(PATIENCE).until(() -> disk.lun.path().hold().size() == 1);
    assertEquals(ScsiResponse.good(), winner.send(disk, out(5, 1, 0xB, 0xA)));
    assertEquals(ScsiStatus.CHECK_CONDITION, copy.response().status());
    disk.comeBack();
    assertEquals(
        ScsiStatus.CHECK_CONDITION, victim.send(other, list.command()).status(), "not again");
  }
}
