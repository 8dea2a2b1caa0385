package io.sluice.gateway.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.gateway.internal.binding.Backoff;
import io.sluice.gateway.internal.binding.BindingState;
import io.sluice.gateway.internal.binding.Candidates;
import io.sluice.gateway.internal.binding.HandlerCalls;
import io.sluice.gateway.internal.binding.LunControl;
import io.sluice.gateway.internal.binding.LunParts;
import io.sluice.gateway.internal.binding.SwapBounds;
import io.sluice.gateway.internal.path.Announcements;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The control of a logical unit whose next attempt is a long time off. */
class LunControlTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final SwapBounds BOUNDS = SwapBounds.of(Duration.ofSeconds(2), Duration.ZERO);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Candidates candidates = new Candidates();
  private final TestHandler handler = new TestHandler("disk").failing(new IOException("no such"));
  private Lun lun;
  private LunControl control;

  @BeforeEach
  void fail() throws ConfigException {
    LunState state = LunState.of("disk", null);
    lun = new Lun(Commands.config(), candidates, new IoThreads(), timer, state);
    LunParts parts =
        new LunParts(
            "disk",
            lun.path(),
            new Announcements(),
            candidates,
            new HandlerCalls(Thread::new),
            state.content(),
            state.size(),
            state.served());
    candidates.put(handler.candidate(1));
    control =
        new LunControl(
            parts,
            "disk",
            () -> BOUNDS,
            state.history(),
            task -> new Thread(task).start(),
            timer,
            new Backoff(LONG, LONG));
    control.start();
    await().until(() -> control.status().state() == BindingState.FAILED);
  }

  @AfterEach
  void stop() throws InterruptedException {
    control.beginStop();
    control.awaitStopped();
    lun.shut();
    timer.shutdownNow();
  }

  @Test
  void shouldStopWithoutWaitingForTheNextAttempt() throws InterruptedException {
    control.beginStop();
    assertTrue(control.awaitStopped());
  }

  @Test
  void shouldTryAgainAtOnceWhenHandlersChange() {
    handler.failing(null);
    control.candidatesChanged();
    await().until(() -> control.status().state() == BindingState.SERVING);
  }
}
