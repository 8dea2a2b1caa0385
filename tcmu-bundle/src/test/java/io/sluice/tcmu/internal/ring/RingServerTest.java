package io.sluice.tcmu.internal.ring;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.tcmu.internal.ring.SimulatedKernel.Done;
import io.sluice.tcmu.internal.ring.SimulatedKernel.Sent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RingServerTest {
  private final SimulatedKernel kernel = new SimulatedKernel(16 << 10, 4 << 20, new Random(7));
  private final TestUnit unit = new TestUnit("disk0");
  private final RingWatch watch = new RingWatch();
  private RingServer server;

  private void serve(CommandSink sink) throws RingFault {
    server = new RingServer(kernel, unit, unit, sink, watch, new RingThreads("test"));
    server.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (server != null) {
      server.stop();
    }
    watch.close();
  }

  private static Done result(Sent sent) throws Exception {
    return sent.done.get(60, TimeUnit.SECONDS);
  }

  @Test
  void shouldServeCommandsOnItsOwnThread() throws Exception {
    serve(cmd -> cmd.complete(ScsiResponse.good()));
    assertEquals(0, result(kernel.sendIn(TestCdb.read10(0, 1), 512)).status());
    assertTrue(server.drain(10_000));
  }

  @Test
  void shouldRingTheDoorbellOnceForABatch() throws Exception {
    List<Sent> sent = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      sent.add(kernel.sendIn(TestCdb.read10(i, 1), 512));
    }
    serve(cmd -> cmd.complete(ScsiResponse.good()));
    for (Sent one : sent) {
      result(one);
    }
    assertEquals(1, kernel.bells());
  }

  @Test
  void shouldNotKeepMuchDataWaitingForTheEndOfABatch() throws Exception {
    Sent first = kernel.sendIn(TestCdb.read10(0, 2048), 1 << 20);
    Sent second = kernel.sendIn(TestCdb.read10(0, 1), 512);
    serve(
        cmd -> {
          if (cmd.tag() == second.id) {
            assertNotNull(first.result());
          }
          cmd.complete(ScsiResponse.good());
        });
    assertEquals(0, result(second).status());
  }

  @Test
  void shouldAnswerForAHandlerThatThrows() throws Exception {
    AtomicInteger count = new AtomicInteger();
    serve(
        cmd -> {
          if (count.getAndIncrement() == 0) {
            throw new IllegalStateException("sink's bug");
          }
          cmd.complete(ScsiResponse.good());
        });
    assertEquals(2, result(kernel.sendIn(TestCdb.read10(0, 1), 512)).status());
    assertEquals(0, result(kernel.sendIn(TestCdb.read10(0, 1), 512)).status());
  }

  @Test
  void shouldReadOnWhileAHandlerBlocksTheRingsThread() throws Exception {
    CountDownLatch blocked = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    serve(
        cmd -> {
          if (cmd.cdb().lba() == 666) {
            blocked.countDown();
            awaitUninterruptibly(release);
          }
          cmd.complete(ScsiResponse.good());
        });
    Sent slow = kernel.sendIn(TestCdb.read10(666, 1), 512);
    Sent slower = kernel.sendIn(TestCdb.read10(666, 1), 512);
    for (int i = 0; i < 100; i++) {
      assertEquals(0, result(kernel.sendIn(TestCdb.read10(i, 1), 512)).status());
    }
    assertTrue(blocked.await(60, TimeUnit.SECONDS));
    assertNull(slow.result());
    release.countDown();
    assertEquals(0, result(slow).status());
    assertEquals(0, result(slower).status());
    for (int i = 0; i < 100; i++) {
      assertEquals(0, result(kernel.sendIn(TestCdb.read10(i, 1), 512)).status());
    }
    assertNull(kernel.broken());
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldReadOnOnceTheMachineHasAThreadAgain() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger made = new AtomicInteger();
    RingThreads threads = new RingThreads("test");
    server =
        new RingServer(
            kernel,
            unit,
            unit,
            cmd -> {
              if (cmd.cdb().lba() == 666) {
                awaitUninterruptibly(release);
              }
              cmd.complete(ScsiResponse.good());
            },
            watch,
            task -> {
              int count = made.getAndIncrement();
              return count == 0 || count > 3 ? threads.newThread(task) : new Unstartable();
            });
    server.start();
    Sent slow = kernel.sendIn(TestCdb.read10(666, 1), 512);
    assertEquals(0, result(kernel.sendIn(TestCdb.read10(0, 1), 512)).status());
    assertNull(slow.result());
    release.countDown();
    assertEquals(0, result(slow).status());
  }

  @Test
  void shouldTellWhatOthersHaveAnsweredWhileNoThreadCanTakeTheRing() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Queue<ScsiCmd> late = new ConcurrentLinkedQueue<>();
    AtomicInteger made = new AtomicInteger();
    RingThreads threads = new RingThreads("test");
    server =
        new RingServer(
            kernel,
            unit,
            unit,
            cmd -> {
              if (cmd.cdb().lba() != 666) {
                late.add(cmd);
                return;
              }
              hangs.countDown();
              awaitUninterruptibly(release);
              cmd.complete(ScsiResponse.good());
            },
            watch,
            task ->
                made.getAndIncrement() == 0 || release.getCount() == 0
                    ? threads.newThread(task)
                    : new Unstartable());
    server.start();
    Sent answered = kernel.sendIn(TestCdb.read10(0, 1), 512);
    kernel.sendIn(TestCdb.read10(666, 1), 512);
    assertTrue(hangs.await(60, TimeUnit.SECONDS));
    await().until(() -> made.get() > 1); // by now there is no reader, and none can be had
    late.remove().complete(ScsiResponse.good());
    assertEquals(0, result(answered).status());
    release.countDown();
  }

  @Test
  void shouldNotBeHeldUpByAnAbortActionThatBlocks() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Queue<ScsiCmd> open = new ConcurrentLinkedQueue<>();
    serve(
        cmd -> {
          if (cmd.cdb().lba() == 666) {
            cmd.onAbort(() -> awaitUninterruptibly(release));
            open.add(cmd);
          } else {
            cmd.complete(ScsiResponse.good());
          }
        });
    Sent aborted = kernel.sendIn(TestCdb.read10(666, 1), 512);
    await().until(() -> open.size() == 1);
    kernel.sendTaskManagement(1, aborted.id);
    assertEquals(0, result(kernel.sendIn(TestCdb.read10(0, 1), 512)).status());
    await().until(() -> open.element().isAborted());
    release.countDown();
    open.remove().complete(ScsiResponse.good());
    assertEquals(0, result(aborted).status());
  }

  private static final class Unstartable extends Thread {
    @Override
    public synchronized void start() {
      throw new OutOfMemoryError("unable to create native thread");
    }
  }

  @Test
  void shouldReadOnAfterItsThreadHasFailed() throws Exception {
    AtomicInteger waits = new AtomicInteger();
    RingPort failing =
        new RingPort() {
          @Override
          public ByteBuffer memory() {
            return kernel.memory();
          }

          @Override
          public long address() {
            return kernel.address();
          }

          @Override
          public void ring() {
            kernel.ring();
          }

          @Override
          public void await() throws IOException {
            if (waits.getAndIncrement() < 2) {
              throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            }
            kernel.await();
          }

          @Override
          public void onNext(Runnable action) {
            kernel.onNext(action);
          }

          @Override
          public void wake() {
            kernel.wake();
          }

          @Override
          public void close() {}
        };
    server =
        new RingServer(
            failing,
            unit,
            unit,
            cmd -> cmd.complete(ScsiResponse.good()),
            watch,
            new RingThreads("test"));
    server.start();
    for (int i = 0; i < 3; i++) {
      assertEquals(0, result(kernel.sendIn(TestCdb.read10(i, 1), 512)).status());
      Thread.sleep(50);
    }
  }

  @Test
  void shouldKeepNoThreadWhileThereIsNothingToDo() throws Exception {
    TestUnit resting = new TestUnit("resting");
    RingThreads threads = new RingThreads("test");
    CommandSink sink = cmd -> cmd.complete(ScsiResponse.good());
    server = new RingServer(kernel, resting, resting, sink, watch, threads);
    server.start();
    for (int i = 0; i < 3; i++) {
      assertEquals(0, result(kernel.sendIn(TestCdb.read10(i, 1), 512)).status());
      await().until(() -> !hasReader());
    }
    server.stop();
    assertFalse(hasReader());
  }

  private static boolean hasReader() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("sluice-ring-resting"));
  }

  @Test
  void shouldStopWhileAHandlerIsStuckOnItsThread() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    serve(
        cmd -> {
          stuck.countDown();
          awaitUninterruptibly(release);
          cmd.complete(ScsiResponse.good());
        });
    Sent sent = kernel.sendIn(TestCdb.read10(0, 1), 512);
    assertTrue(stuck.await(60, TimeUnit.SECONDS));
    assertFalse(server.drain(0));
    server.stop();
    server.stop();
    assertEquals(1, server.underWay()); // so the memory must stay
    Sent unread = kernel.sendIn(TestCdb.read10(0, 1), 512);
    release.countDown();
    assertEquals(0, result(sent).status());
    await().until(() -> server.underWay() == 0);
    assertNull(unread.result());
  }

  @Test
  void shouldReportABrokenRingAndStopReadingIt() throws Exception {
    Queue<ScsiCmd> open = new ConcurrentLinkedQueue<>();
    serve(open::add);
    kernel.sendIn(TestCdb.read10(0, 1), 512);
    await().until(() -> open.size() == 1);
    kernel.sendUnknown(5);
    kernel.memory.putInt(TcmuAbi.MB_CMD_HEAD, -1);
    kernel.wake();
    await().until(() -> server.fault().isPresent());
    assertFalse(server.drain(0));
    open.remove().complete(ScsiResponse.good());
    assertTrue(server.drain(10_000));
    assertEquals(0, server.underWay());
  }

  /**
   * Inline, from workers, and late, all at once; a lost doorbell or wake-up would end in a
   * stand-still.
   */
  @Test
  void shouldAnswerEveryCommandOnceWhicheverThreadCompletesIt() throws Exception {
    int total = 60_000;
    ExecutorService workers = Executors.newFixedThreadPool(4);
    Queue<ScsiCmd> late = new ConcurrentLinkedQueue<>();
    AtomicInteger executed = new AtomicInteger();
    serve(
        cmd -> {
          executed.incrementAndGet();
          switch (ThreadLocalRandom.current().nextInt(4)) {
            case 0 -> cmd.complete(ScsiResponse.good());
            case 1 -> late.add(cmd);
            default -> workers.execute(() -> cmd.complete(ScsiResponse.good()));
          }
        });
    List<Sent> open = new ArrayList<>();
    int sent = 0;
    int answered = 0;
    Random random = new Random(3);
    while (answered < total) {
      while (sent < total && open.size() < 1 + random.nextInt(32)) {
        Sent next = kernel.sendIn(TestCdb.read10(sent, 1), 512);
        if (next == null) {
          break;
        }
        open.add(next);
        sent++;
      }
      for (ScsiCmd cmd = late.poll(); cmd != null; cmd = late.poll()) {
        cmd.complete(ScsiResponse.good());
      }
      if (late.isEmpty() && random.nextInt(8) == 0) {
        awaitOne(open, late);
      }
      for (Iterator<Sent> i = open.iterator(); i.hasNext(); ) {
        if (i.next().done.isDone()) {
          i.remove();
          answered++;
        }
      }
    }
    workers.shutdown();
    assertEquals(total, executed.get());
    assertNull(kernel.broken());
    assertTrue(server.drain(10_000));
    assertEquals(0, kernel.underWay());
  }

  /** Gives the ring's thread time to fall asleep before the next command. */
  private static void awaitOne(List<Sent> open, Queue<ScsiCmd> late) {
    await()
        .pollDelay(0, TimeUnit.MILLISECONDS)
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> !late.isEmpty() || open.stream().allMatch(one -> one.done.isDone()));
  }
}
