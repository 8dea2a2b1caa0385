package io.sluice.gateway.internal.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiCmdHandler;
import io.sluice.gateway.internal.TestHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Many threads pass a gate that is closed, drained, and opened to another handler, or opened again
 * to the same where draining took too long, with the pauses between drawn at random.
 */
class GateStressTest {
  private static final int PASSERS = 4;
  private static final int CHANGES = 3_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Gate gate = new Gate();
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private final LinkedBlockingQueue<CountingHandler> toLeave = new LinkedBlockingQueue<>();
  private volatile boolean done;

  /** Knows how many are inside and whether that is allowed. */
  private static final class CountingHandler extends TestHandler {
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean taken;

    CountingHandler() {
      super("disk");
    }
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @RepeatedTest(3)
  void shouldHaveNobodyInsideWhenDrainedAndLoseNoWakeUp() throws Exception {
    long seed = System.nanoTime();
    List<Future<Integer>> passing = new ArrayList<>();
    for (int i = 0; i < PASSERS; i++) {
      Random random = new Random(seed + i);
      passing.add(threads.submit(() -> pass(random)));
    }
    Future<Integer> leaving = threads.submit(this::leaveLater);
    change(new Random(seed));
    done = true;
    int entered = 0;
    for (Future<Integer> each : passing) {
      entered += each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    assertTrue(entered > 0, "somebody passed");
    leaving.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertEquals("", String.join(", ", broken), "seed " + seed);
    assertEquals(0, gate.inFlight());
  }

  private int pass(Random random) {
    int entered = 0;
    while (!done) {
      ScsiCmdHandler handler = gate.enter();
      if (handler instanceof CountingHandler inside) {
        entered++;
        inside.inside.incrementAndGet();
        if (inside.taken) {
          broken.add("let in to a handler that was taken off");
        }
        if (random.nextInt(4) == 0) {
          toLeave.add(inside); // another thread leaves for it
        } else {
          leave(inside);
        }
      } else if (random.nextInt(8) == 0) {
        LockSupport.parkNanos(1);
      }
    }
    return entered;
  }

  private Integer leaveLater() throws InterruptedException {
    int left = 0;
    while (!done || !toLeave.isEmpty()) {
      CountingHandler inside = toLeave.poll(1, TimeUnit.MILLISECONDS);
      if (inside != null) {
        left++;
        leave(inside);
      }
    }
    return left;
  }

  private void leave(CountingHandler handler) {
    if (handler.taken) {
      broken.add("taken off with somebody inside");
    }
    handler.inside.decrementAndGet();
    gate.leave();
  }

  private void change(Random random) {
    CountingHandler handler = new CountingHandler();
    gate.open(handler);
    for (int i = 0; i < CHANGES; i++) {
      pause(random);
      gate.close();
      pause(random);
      boolean patient = random.nextInt(3) > 0;
      if (gate.awaitDrained(patient ? PATIENCE.toNanos() : random.nextInt(1_000))) {
        handler.taken = true;
        if (handler.inside.get() != 0) {
          broken.add("drained with " + handler.inside + " inside");
        }
        handler = new CountingHandler();
        gate.open(handler);
      } else if (patient) {
        broken.add("never drained: a wake-up was lost");
        return;
      } else {
        gate.reopen();
      }
    }
  }

  private static void pause(Random random) {
    for (int spins = random.nextInt(200); spins > 0; spins--) {
      Thread.onSpinWait();
    }
    if (random.nextInt(16) == 0) {
      LockSupport.parkNanos(1);
    }
  }
}
