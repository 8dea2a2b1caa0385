package io.sluice.gateway.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.ItNexus;
import io.sluice.gateway.internal.binding.BindingState;
import io.sluice.gateway.internal.binding.Candidates;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Well before the bound of a stop that would wait for what hangs, which is 1205 s here. */
@Timeout(120)
class LunShutdownTest {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Candidates candidates = new Candidates();
  private final List<TestHandler> handlers = new ArrayList<>();

  private Lun serve(String name, String slowMillis) throws Exception {
    Lun lun =
        new Lun(
            Commands.config(
                "service.pid",
                "io.sluice.lun~" + name,
                "slowMillis",
                slowMillis,
                "holdSeconds",
                "600",
                "drainSeconds",
                "300"),
            candidates,
            new IoThreads(),
            timer,
            LunState.of(name, null));
    TestHandler handler = new TestHandler(name);
    handlers.add(handler);
    candidates.put(handler.candidate(handlers.size()));
    lun.control().start();
    await().until(() -> lun.control().status().state() == BindingState.SERVING);
    return lun;
  }

  @AfterEach
  void stop() {
    handlers.forEach(TestHandler::answerKept);
    timer.shutdownNow();
  }

  @Test
  void shouldCloseAllOthersAndLeaveTheOneThatHangs() throws Exception {
    Lun hung = serve("hung", "1");
    Lun well = serve("well", "10000");
    ItNexus nexus = Commands.attach(hung, "initiator");
    handlers.get(0).keeping();
    nexus.execute(Commands.read());
    await().until(() -> handlers.get(0).keptCount() == 1);
    new LunShutdown(List.of(hung, well)).run();
    assertTrue(well.control().hasStopped());
    assertFalse(handlers.get(1).isOpen());
    assertEquals(BindingState.DRAINING, hung.control().status().state());
    assertTrue(handlers.get(0).isOpen());
  }

  @Test
  void shouldWaitForCommandsThatMayComeBack() throws Exception {
    Lun lun = serve("disk", "3600000");
    ItNexus nexus = Commands.attach(lun, "initiator");
    handlers.get(0).keeping();
    nexus.execute(Commands.read());
    await().until(() -> handlers.get(0).keptCount() == 1);
    Thread answering =
        new Thread(
            () -> {
              await().until(() -> lun.control().status().state() == BindingState.DRAINING);
              handlers.get(0).answerKept();
            });
    answering.start();
    new LunShutdown(List.of(lun)).run();
    assertTrue(lun.control().hasStopped());
    assertFalse(handlers.get(0).isOpen());
    answering.join();
  }
}
