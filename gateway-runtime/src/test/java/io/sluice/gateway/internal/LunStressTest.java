package io.sluice.gateway.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.TestCmd;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.internal.binding.Candidate;
import io.sluice.gateway.internal.binding.Candidates;
import io.sluice.gateway.internal.path.HoldLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Many threads execute and abort commands while handlers come and go and threads are exchanged.
 * Whatever happens, each command is answered once, the volume has one holder, and the hold keeps
 * its bounds.
 */
class LunStressTest {
  private static final int INITIATORS = 6;
  private static final int COMMANDS = 20_000;
  private static final int HELD_AT_MOST = 64;
  private static final Duration HOLD_TIME = Duration.ofMillis(3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ExecutorService initiators = Executors.newFixedThreadPool(INITIATORS + 2);
  private final ExecutorService later = Executors.newFixedThreadPool(2);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private final Candidates candidates = new Candidates();
  private final AtomicReference<ErraticHandler> holder = new AtomicReference<>();
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private final AtomicLong serviceIds = new AtomicLong();
  private volatile boolean done;

  @AfterEach
  void stopThreads() {
    initiators.shutdownNow();
    later.shutdownNow();
    timer.shutdownNow();
  }

  @RepeatedTest(3)
  void shouldAnswerEachCommandOnceWhateverHandlersDo() throws Exception {
    long seed = System.nanoTime();
    Lun lun = new Lun(config(), candidates, new IoThreads(), timer, LunState.of("disk", null));
    lun.control().start();

    List<Future<List<TestCmd>>> running = new ArrayList<>();
    for (int i = 0; i < INITIATORS; i++) {
      Random random = new Random(seed + i);
      running.add(initiators.submit(() -> initiate(lun, random)));
    }
    Future<?> exchange = initiators.submit(keeping(() -> exchangeHandlers(lun, seed)));
    Future<?> watch = initiators.submit(keeping(() -> watchHold(lun)));

    List<TestCmd> all = new ArrayList<>();
    for (Future<List<TestCmd>> one : running) {
      all.addAll(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
    done = true;
    exchange.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    watch.get();
    await("all answered, seed " + seed)
        .atMost(PATIENCE)
        .until(() -> all.stream().allMatch(cmd -> !cmd.responses().isEmpty()));
    lun.control().beginStop();
    assertTrue(lun.control().awaitStopped(), "drained");
    lun.path().shut();

    assertEquals(List.of(), all.stream().filter(cmd -> cmd.responses().size() != 1).toList());
    assertEquals("", broken.stream().distinct().collect(Collectors.joining(", ")), "seed " + seed);
    assertEquals(0, lun.path().inFlight());
    assertEquals(List.of(), lun.path().commandsInFlight());
    assertEquals(0, lun.path().hold().size());
  }

  private static LunConfig config() throws ConfigException {
    LunConfig seconds = Commands.config("holdCommands", "" + HELD_AT_MOST);
    return new LunConfig(
        seconds.source(),
        seconds.identity(),
        seconds.handler(),
        seconds.transports(),
        seconds.reservations(),
        seconds.threads(),
        false,
        new HoldLimits(HOLD_TIME, HELD_AT_MOST),
        PATIENCE,
        seconds.slow(),
        seconds.options());
  }

  private static List<TestCmd> initiate(Lun lun, Random random) {
    List<TestCmd> executed = new ArrayList<>();
    try (ItNexus nexus = Commands.attach(lun, "initiator " + Thread.currentThread().getId())) {
      for (int i = 0; i < COMMANDS; i++) {
        TestCmd cmd = command(lun, random);
        executed.add(cmd);
        if (random.nextInt(40) == 0) {
          cmd.abort();
        }
        nexus.execute(cmd);
        if (random.nextInt(20) == 0) {
          executed.get(random.nextInt(executed.size())).abort();
        }
      }
    }
    return executed;
  }

  private static TestCmd command(Lun lun, Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> Commands.testUnitReady();
      case 1 -> Commands.inquiry().withDevice(lun);
      case 2 -> Commands.requestSense();
      case 3, 4, 5 -> Commands.write();
      default -> Commands.read();
    };
  }

  private static Callable<Void> keeping(Runnable task) {
    return () -> {
      task.run();
      return null;
    };
  }

  /** Handlers come and go; with some luck there is one, or there are two, or none. */
  private void exchangeHandlers(Lun lun, long seed) {
    Random random = new Random(seed);
    List<Candidate> present = new ArrayList<>();
    while (!done) {
      if (present.size() < 2 && random.nextBoolean()) {
        Candidate candidate =
            new ErraticHandler(holder, later, broken, random.nextLong())
                .candidate(serviceIds.incrementAndGet());
        present.add(candidate);
        candidates.put(candidate);
        lun.control().candidatesChanged();
      } else if (!present.isEmpty()) {
        Candidate gone = present.remove(random.nextInt(present.size()));
        candidates.remove(gone);
        lun.control().candidatesChanged();
        awaitReleased(lun, gone);
      }
      if (random.nextInt(10) == 0) {
        lun.renewWorkers();
      }
    }
  }

  private void awaitReleased(Lun lun, Candidate gone) {
    try {
      if (!lun.control().awaitReleased(gone, PATIENCE)) {
        broken.add("a handler that went was not let go of");
      }
      if (holder.get() == gone.handler()) {
        broken.add("a handler that was let go of is open");
      }
    } catch (InterruptedException e) {
      broken.add("interrupted");
    }
  }

  private void watchHold(Lun lun) {
    while (!done) {
      if (lun.path().hold().size() > HELD_AT_MOST) {
        broken.add("more is held than may be");
      }
      Thread.onSpinWait();
    }
  }
}
