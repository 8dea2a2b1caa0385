package io.sluice.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.internal.binding.Candidate;
import io.sluice.gateway.internal.binding.Candidates;
import io.sluice.gateway.internal.binding.LunControl;
import io.sluice.gateway.internal.binding.SwapRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Commands flow while a logical unit is swapped a thousand times, by everything that starts a swap,
 * between handlers that fail to open, to flush and to close, and that answer too late. No initiator
 * sees anything but GOOD.
 */
class SwapStressTest {
  private static final int INITIATORS = 4;
  private static final int CHANGES = 1_000;
  private static final Duration DRAIN = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ExecutorService initiators = Executors.newFixedThreadPool(INITIATORS);
  private final ExecutorService later = Executors.newFixedThreadPool(2);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Candidates candidates = new Candidates();
  private final AtomicReference<ErraticHandler> holder = new AtomicReference<>();
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private final List<Candidate> present = new ArrayList<>();
  private long serviceId;
  private volatile boolean done;

  @AfterEach
  void stopThreads() {
    initiators.shutdownNow();
    later.shutdownNow();
    timer.shutdownNow();
  }

  @Test
  void shouldShowInitiatorsNothingOfAThousandSwaps() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Lun lun =
        new Lun(
            Commands.withDrain(Commands.config(), DRAIN),
            candidates,
            new IoThreads(),
            timer,
            LunState.of("disk", null));
    lun.control().start();
    comes(random);
    comes(random);
    lun.control().candidatesChanged();
    List<Future<Integer>> running = new ArrayList<>();
    for (int i = 0; i < INITIATORS; i++) {
      running.add(initiators.submit(() -> initiate(lun)));
    }
    for (int i = 0; i < CHANGES; i++) {
      change(lun, random);
    }
    done = true;
    int commands = 0;
    for (Future<Integer> each : running) {
      commands += each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    lun.control().beginStop();
    assertTrue(lun.control().awaitStopped(), "drained");
    lun.shut();
    assertEquals("", broken.stream().distinct().collect(Collectors.joining(", ")), "seed " + seed);
    assertTrue(commands > CHANGES, commands + " commands");
    assertEquals(0, lun.path().inFlight());
    assertEquals(0, lun.path().hold().size());
  }

  private int initiate(Lun lun) {
    int commands = 0;
    try (ItNexus nexus = Commands.attach(lun, "initiator " + Thread.currentThread().getId())) {
      while (!done) {
        TestCmd cmd = commands % 2 == 0 ? Commands.write() : Commands.read();
        nexus.execute(cmd);
        ScsiResponse response = cmd.response();
        if (!response.equals(ScsiResponse.good()) || cmd.responses().size() != 1) {
          broken.add("an initiator saw " + cmd.responses());
        }
        commands++;
      }
    }
    return commands;
  }

  private void comes(Random random) {
    ErraticHandler handler = new ErraticHandler(holder, later, broken, random.nextLong()).calm();
    Candidate candidate = handler.candidate(++serviceId);
    present.add(candidate);
    candidates.put(candidate);
  }

  private void change(Lun lun, Random random) throws Exception {
    LunControl control = lun.control();
    switch (random.nextInt(6)) {
      case 0 -> {
        comes(random);
        control.candidatesChanged();
      }
      case 1 -> {
        if (present.size() > 2) {
          goes(lun, present.remove(random.nextInt(present.size())));
        }
      }
      case 2 -> await(control.reopen("test", false));
      case 3 -> await(control.bind("disk", "test", false));
      case 4 -> {
        await(control.pin(present.get(random.nextInt(present.size())), "test"));
        control.unpin();
      }
      default -> {
        await(control.suspend("test", Duration.ofMillis(random.nextInt(3))));
        await(control.resume());
      }
    }
  }

  private void goes(Lun lun, Candidate candidate) {
    candidates.remove(candidate);
    lun.control().candidatesChanged();
    // A handler whose commands come late is said to be stuck at first.
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(DRAIN)
        .until(() -> lun.control().awaitReleased(candidate, PATIENCE));
    if (holder.get() == candidate.handler()) {
      broken.add("a handler that was let go of is open");
    }
  }

  /** What is refused is refused with a reason; all else is a fault. */
  private void await(CompletableFuture<SwapRecord> ordered) throws Exception {
    try {
      SwapRecord record = ordered.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!record.isDone() && record.reason().isEmpty()) {
        broken.add("no reason for " + record);
      }
    } catch (ExecutionException e) {
      if (e.getCause().getMessage() == null || e.getCause() instanceof RuntimeException) {
        broken.add("no reason but " + e.getCause());
      }
    }
  }
}
