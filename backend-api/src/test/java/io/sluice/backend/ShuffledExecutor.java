package io.sluice.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs what it is given on any of some threads, in any order. */
public final class ShuffledExecutor implements Executor, AutoCloseable {
  private static final int THREADS = 4;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final List<Runnable> waiting = new ArrayList<>();
  private final Random random;

  public ShuffledExecutor(long seed) {
    random = new Random(seed);
  }

  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      waiting.add(task);
    }
    threads.execute(() -> next().run());
  }

  private Runnable next() {
    synchronized (waiting) {
      return waiting.remove(random.nextInt(waiting.size()));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
