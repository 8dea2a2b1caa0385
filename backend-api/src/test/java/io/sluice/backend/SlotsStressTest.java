package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SlotsStressTest {
  private static final int PLACES = 3;
  private static final int CALLERS = 4;
  private static final int TASKS = 20_000;

  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final Slots slots = new Slots(PLACES, pool);
  private final AtomicIntegerArray runs = new AtomicIntegerArray(CALLERS * TASKS);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  @Test
  void shouldRunEachTaskOnceWithNeverMoreThanThePlaces() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    List<Future<?>> ends = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      int first = caller * TASKS;
      ends.add(callers.submit(() -> call(first)));
    }
    awaitAll(ends);
    slots.close();
    assertTrue(slots.awaitIdle(60, TimeUnit.SECONDS), "something was left waiting");
    for (int i = 0; i < runs.length(); i++) {
      assertEquals(1, runs.get(i), "task " + i);
    }
    assertTrue(most.get() <= PLACES, () -> most + " at once");
    callers.shutdown();
    pool.shutdown();
  }

  private static void awaitAll(List<Future<?>> ends) throws InterruptedException {
    for (Future<?> end : ends) {
      try {
        assertEquals(null, end.get());
      } catch (ExecutionException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Every third itself where there is a place, the others by the pool. */
  private void call(int first) {
    for (int i = first; i < first + TASKS; i++) {
      int task = i;
      if (i % 3 == 0 && slots.tryEnter()) {
        run(task);
        slots.leave();
      } else {
        slots.submit(() -> run(task));
      }
    }
  }

  private void run(int task) {
    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
    runs.incrementAndGet(task);
    inside.decrementAndGet();
  }

  @Test
  void shouldGoOnAfterATaskThatThrows() throws InterruptedException {
    AtomicInteger done = new AtomicInteger();
    ExecutorService quiet =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task);
              thread.setUncaughtExceptionHandler((t, e) -> done.incrementAndGet());
              return thread;
            });
    Slots one = new Slots(1, quiet);
    for (int i = 0; i < 10; i++) {
      one.submit(
          () -> {
            throw new IllegalStateException("expected by the test");
          });
    }
    one.close();
    assertTrue(one.awaitIdle(60, TimeUnit.SECONDS));
    quiet.shutdown();
    assertTrue(quiet.awaitTermination(60, TimeUnit.SECONDS));
    assertEquals(10, done.get());
  }
}
