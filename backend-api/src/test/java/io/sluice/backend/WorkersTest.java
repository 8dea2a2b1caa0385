package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {
  private static final int THREADS = 3;
  private static final long SLOW_NANOS = 2_000_000;

  /** What the machine is said to take, since what it takes depends on who else is busy. */
  private static final long HAND_OVER_NANOS = 50_000;

  private final AtomicLong nanoTime = new AtomicLong(1);
  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final Workers workers =
      new Workers(THREADS, this::handOver, pool::shutdown, nanoTime::get);

  @AfterEach
  void close() {
    workers.close();
  }

  private void handOver(Runnable task) {
    nanoTime.addAndGet(HAND_OVER_NANOS);
    pool.execute(task);
  }

  private static TestCmd cmd() {
    return TestCmd.of(0x28, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** Completes each command after what is done with it. */
  private record Handler(Predicate<ScsiCmd> work, boolean blocks) implements SyncScsiCmdHandler {
    @Override
    public VolumeInfo probe() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean mayBlock(ScsiCmd cmd) {
      return blocks;
    }

    @Override
    public ScsiResponse respond(ScsiCmd cmd) {
      return work.test(cmd) ? ScsiResponse.good() : ScsiResponse.targetFailure();
    }
  }

  @Test
  void shouldNotCallAHandlerSlowBecauseItsAnswersAreSentSlowly() {
    makeSlow();
    Thread[] servedBy = new Thread[1];
    Handler quick =
        new Handler(
            cmd -> {
              servedBy[0] = Thread.currentThread();
              return true;
            },
            true);
    for (int i = 0; i < 1000 && servedBy[0] != Thread.currentThread(); i++) {
      TestCmd cmd = cmd();
      cmd.onCompletion((answered, response) -> busyFor(SLOW_NANOS));
      workers.execute(quick, cmd);
      cmd.response();
    }
    assertSame(Thread.currentThread(), servedBy[0]);
  }

  @Test
  void shouldNotBeginWhatWasAbortedWhileItWaited() throws InterruptedException {
    CountDownLatch hang = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    Handler hanging =
        new Handler(
            cmd -> {
              begun.incrementAndGet();
              try {
                hang.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return true;
            },
            true);
    List<TestCmd> cmds = new ArrayList<>();
    for (int i = 0; i < THREADS + 1; i++) {
      TestCmd cmd = cmd();
      cmds.add(cmd);
      workers.handOver(hanging, cmd);
    }
    Awaitility.await().until(() -> begun.get() == THREADS);
    TestCmd last = cmds.get(THREADS);
    last.abort();
    assertEquals(ScsiStatus.TASK_ABORTED, last.response().status(), "at once");
    assertEquals(0, workers.queued());
    hang.countDown();
    cmds.forEach(TestCmd::response);
    assertEquals(THREADS, begun.get());
  }

  @Test
  void shouldNotAnswerForAHandlerWhatClosedWorkersDidNotTake() {
    TestCmd cmd = cmd();
    workers.close();
    assertThrows(RejectedExecutionException.class, () -> workers.handOver(slow(), cmd));
    cmd.abort();
    assertFalse(cmd.isCompleted()); // who runs it instead has it
  }

  private void busyFor(long nanos) {
    nanoTime.addAndGet(nanos);
  }

  private Handler slow() {
    return new Handler(
        cmd -> {
          busyFor(SLOW_NANOS);
          return true;
        },
        true);
  }

  /** Runs slow commands until one was tried on this thread, so that the next ones are not. */
  private void makeSlow() {
    Thread caller = Thread.currentThread();
    boolean[] wasTried = new boolean[1];
    Handler slow =
        new Handler(
            cmd -> {
              wasTried[0] |= Thread.currentThread() == caller;
              busyFor(SLOW_NANOS);
              return true;
            },
            true);
    while (!wasTried[0]) {
      TestCmd cmd = cmd();
      workers.execute(slow, cmd);
      cmd.response();
      awaitIdle();
    }
  }

  /** A command is answered a moment before its thread has left. */
  private void awaitIdle() {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(workers::isIdle);
  }

  @Test
  void shouldRunWhatDoesNotBlockOnTheCallingThread() {
    makeSlow();
    Thread caller = Thread.currentThread();
    TestCmd cmd = cmd();
    workers.execute(new Handler(c -> Thread.currentThread() == caller, false), cmd);
    assertEquals(List.of(ScsiResponse.good()), cmd.responses());
  }

  @Test
  void shouldHandOverWhatIsQuickToo() {
    awaitServedHere(cmd());
    Thread caller = Thread.currentThread();
    TestCmd cmd = cmd();
    workers.handOver(new Handler(c -> Thread.currentThread() != caller, true), cmd);
    assertEquals(ScsiResponse.good(), cmd.response());
  }

  @Test
  void shouldRunOnTheCallingThreadWhereThereIsNoOther() {
    try (Workers alone = new Workers(THREADS, WorkersTest::noThread)) {
      TestCmd cmd = cmd();
      alone.execute(slow(), cmd);
      TestCmd handedOver = cmd();
      alone.handOver(slow(), handedOver);
      assertEquals(List.of(ScsiResponse.good()), cmd.responses());
      assertEquals(List.of(ScsiResponse.good()), handedOver.responses());
    }
  }

  /** What {@link Thread#start} throws then, a moment earlier: the pool treats both alike. */
  private static Thread noThread(Runnable task) {
    throw new OutOfMemoryError("unable to create native thread");
  }

  @Test
  void shouldNotHangWithAHandlerThatHangsFromTheBeginning() {
    CountDownLatch release = new CountDownLatch(1);
    TestCmd cmd = cmd();
    workers.execute(new Handler(c -> awaitQuietly(release), true), cmd);
    assertFalse(cmd.isCompleted()); // and we are still here
    release.countDown();
    assertEquals(ScsiResponse.good(), cmd.response());
  }

  @Test
  void shouldTellQuickReadsFromSlowFlushes() {
    makeSlow();
    TestCmd flush = TestCmd.of(0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    Thread caller = Thread.currentThread();
    awaitServedHere(flush);
    TestCmd slow = cmd();
    workers.execute(new Handler(c -> Thread.currentThread() != caller, true), slow);
    assertEquals(ScsiResponse.good(), slow.response());
  }

  /** Runs such commands, quick ones, until one is served on this thread. */
  private void awaitServedHere(TestCmd like) {
    Thread caller = Thread.currentThread();
    Handler quick = new Handler(c -> Thread.currentThread() == caller, true);
    Awaitility.await()
        .pollDelay(0, TimeUnit.MILLISECONDS)
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .pollInSameThread()
        .until(
            () -> {
              TestCmd cmd = TestCmd.of(like.cdb());
              workers.execute(quick, cmd);
              return cmd.response().equals(ScsiResponse.good());
            });
  }

  @Test
  void shouldMoveASlowHandlerOffTheCallingThread() throws Exception {
    makeSlow();
    CountDownLatch release = new CountDownLatch(1);
    TestCmd cmd = cmd();
    workers.execute(new Handler(c -> awaitQuietly(release), true), cmd);
    assertFalse(cmd.isCompleted()); // and we are still here
    release.countDown();
    assertEquals(ScsiResponse.good(), cmd.response());
  }

  @Test
  void shouldComeBackToTheCallingThreadWhenItIsQuickAgain() {
    makeSlow();
    awaitServedHere(cmd());
  }

  @Test
  void shouldServeHereWhatIsQuickForAMachineWhoseCallsAreDear() {
    long cost = 40 * HAND_OVER_NANOS;
    AtomicInteger here = new AtomicInteger();
    Thread caller = Thread.currentThread();
    Handler handler =
        new Handler(
            cmd -> {
              busyFor(cost / 2); // forty times what would be slow here
              here.addAndGet(Thread.currentThread() == caller ? 1 : 0);
              return true;
            },
            true);
    try (Workers dear =
        new Workers(
            THREADS,
            task -> {
              busyFor(cost);
              pool.execute(task);
            },
            () -> {},
            nanoTime::get)) {
      for (int i = 0; i < 1000; i++) {
        TestCmd cmd = cmd();
        dear.execute(handler, cmd);
        cmd.response();
        Awaitility.await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .until(dear::isIdle);
      }
    }
    assertTrue(here.get() > 900, () -> here + " of 1000 on the calling thread");
  }

  @Test
  void shouldAskTheClockForFewOfManyCommands() {
    AtomicInteger asked = new AtomicInteger();
    try (Workers counted =
        new Workers(
            THREADS,
            pool,
            () -> {},
            () -> {
              asked.incrementAndGet();
              return nanoTime.addAndGet(100);
            })) {
      Handler quick = new Handler(cmd -> true, true);
      Handler slow = slow();
      for (int i = 0; i < 2000; i++) {
        TestCmd cmd = cmd();
        counted.execute(i < 1000 ? quick : slow, cmd);
        cmd.response();
      }
    }
    assertTrue(asked.get() < 1000, () -> "asked " + asked + " times for 2000 commands");
  }

  @Test
  void shouldNeverHaveMoreInsideThanThreads() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Handler handler =
        new Handler(
            c -> {
              int now = inside.incrementAndGet();
              most.accumulateAndGet(now, Math::max);
              busyFor(c.tag() % 7 == 0 ? SLOW_NANOS : 1000);
              LockSupport.parkNanos(50_000);
              inside.decrementAndGet();
              return now <= THREADS;
            },
            true);
    List<TestCmd> cmds = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      TestCmd cmd = cmd();
      cmds.add(cmd);
      workers.execute(handler, cmd);
    }
    cmds.forEach(cmd -> assertEquals(ScsiResponse.good(), cmd.response()));
    assertTrue(most.get() <= THREADS, () -> most + " at once");
  }

  @Test
  void shouldOverlapSlowCommands() {
    makeSlow();
    CountDownLatch allInside = new CountDownLatch(THREADS);
    Handler handler =
        new Handler(
            c -> {
              allInside.countDown();
              return awaitQuietly(allInside);
            },
            true);
    List<TestCmd> cmds = List.of(cmd(), cmd(), cmd());
    cmds.forEach(cmd -> workers.execute(handler, cmd));
    cmds.forEach(cmd -> assertEquals(ScsiResponse.good(), cmd.response()));
  }

  private static boolean awaitQuietly(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void shouldServeAllItTookBeforeItClosed() throws Exception {
    makeSlow();
    CountDownLatch release = new CountDownLatch(1);
    Handler handler = new Handler(c -> awaitQuietly(release), true);
    List<TestCmd> cmds = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TestCmd cmd = cmd();
      cmds.add(cmd);
      workers.execute(handler, cmd);
    }
    assertTrue(workers.queued() >= 20 - THREADS);
    workers.close();
    assertThrows(RejectedExecutionException.class, () -> workers.execute(handler, cmd()));
    assertFalse(workers.awaitIdle(0, TimeUnit.SECONDS));
    release.countDown();
    assertTrue(workers.awaitIdle(30, TimeUnit.SECONDS));
    cmds.forEach(cmd -> assertEquals(List.of(ScsiResponse.good()), cmd.responses()));
  }

  @Test
  void shouldAnswerForAHandlerThatThrows() {
    ScsiCmdHandler thrower =
        new ThrowingHandler() {
          @Override
          public void handle(ScsiCmd cmd) {
            throw new IllegalStateException("expected by the test");
          }
        };
    for (int i = 0; i < 10; i++) {
      TestCmd cmd = cmd();
      workers.execute(thrower, cmd);
      assertSame(SenseKey.HARDWARE_ERROR, cmd.response().sense().key());
      assertEquals(1, cmd.responses().size());
    }
  }

  @Test
  void shouldAnswerOnceForAHandlerThatThrowsAfterItsAnswer() throws Exception {
    ScsiCmdHandler thrower =
        new ThrowingHandler() {
          @Override
          public void handle(ScsiCmd cmd) {
            cmd.complete(ScsiResponse.good());
            throw new IllegalStateException("expected by the test");
          }
        };
    TestCmd cmd = cmd();
    workers.execute(thrower, cmd);
    workers.close();
    assertTrue(workers.awaitIdle(30, TimeUnit.SECONDS));
    assertEquals(List.of(ScsiResponse.good()), cmd.responses());
  }

  @Test
  void shouldServeWhereMayBlockThrows() {
    ScsiCmdHandler thrower =
        new ThrowingHandler() {
          @Override
          public boolean mayBlock(ScsiCmd cmd) {
            throw new IllegalStateException("expected by the test");
          }

          @Override
          public void handle(ScsiCmd cmd) {
            cmd.complete(ScsiResponse.good());
          }
        };
    TestCmd cmd = cmd();
    workers.execute(thrower, cmd);
    assertEquals(ScsiResponse.good(), cmd.response());
  }

  private abstract static class ThrowingHandler implements ScsiCmdHandler {
    @Override
    public VolumeInfo probe() throws IOException {
      throw new IOException("not here");
    }

    @Override
    public void open() {}

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
