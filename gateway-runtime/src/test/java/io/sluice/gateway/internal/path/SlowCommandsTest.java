package io.sluice.gateway.internal.path;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.TestCmd;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.internal.Commands;
import io.sluice.gateway.internal.IoThreads;
import io.sluice.gateway.internal.Lun;
import io.sluice.gateway.internal.LunState;
import io.sluice.gateway.internal.TestHandler;
import io.sluice.gateway.internal.binding.BindingState;
import io.sluice.gateway.internal.binding.Candidates;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowCommandsTest {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Candidates candidates = new Candidates();
  private final TestHandler handler = new TestHandler("disk");
  private Lun lun;
  private ItNexus nexus;

  private void serve(String slowMillis) throws Exception {
    lun =
        new Lun(
            Commands.config("slowMillis", slowMillis),
            candidates,
            new IoThreads(),
            timer,
            LunState.of("disk", null));
    nexus = Commands.attach(lun, "initiator");
    lun.control().start();
    candidates.put(handler.candidate(1));
    lun.control().candidatesChanged();
    await().until(() -> lun.control().status().state() == BindingState.SERVING);
  }

  @AfterEach
  void stop() throws InterruptedException {
    handler.answerKept();
    lun.control().beginStop();
    lun.control().awaitStopped();
    lun.path().shut();
    timer.shutdownNow();
  }

  private long counted(ErrorMark since) {
    lun.slow().look();
    return lun.path().statistics().newSlow(since, WINDOW);
  }

  @Test
  void shouldNameTheOldestCommandThatIsNotAnsweredWithItsAge() throws Exception {
    serve("1");
    handler.keeping();
    nexus.execute(Commands.read());
    await().until(() -> lun.slow().text().isPresent());
    nexus.execute(Commands.write());
    await().until(() -> lun.slow().now().size() == 2);
    String text = lun.slow().text().orElseThrow();
    assertTrue(
        text.matches(
            "its handler has not answered READ \\(10\\) of 1 blocks from 0 for \\d+ s, nor 1 more"),
        text);
    handler.answerKept();
    await().until(() -> lun.slow().text().isEmpty());
  }

  @Test
  void shouldCountEachOnceHoweverOftenItIsLookedFor() throws Exception {
    serve("1");
    ErrorMark before = lun.path().statistics().errors();
    assertEquals(0, counted(before));
    handler.keeping();
    nexus.execute(Commands.read());
    await().until(() -> counted(before) == 1);
    assertEquals(1, counted(before));
    nexus.execute(Commands.read());
    await().until(() -> counted(before) == 2);
    handler.answerKept();
    assertEquals(2, counted(before));
    ErrorMark after = lun.path().statistics().errors();
    nexus.execute(Commands.read());
    await().until(() -> lun.slow().now().size() == 1);
    assertEquals(0, counted(after), "no more than in that time before");
  }

  @Test
  void shouldTakeNoNoticeWhereItIsTurnedOffOrTheCommandIsYoung() throws Exception {
    serve("0");
    handler.keeping();
    TestCmd cmd = Commands.read();
    nexus.execute(cmd);
    await().until(() -> handler.keptCount() == 1);
    assertEquals(List.of(), lun.slow().now());
    lun.reconfigure(Commands.config("slowMillis", "3600000"));
    assertEquals(Optional.empty(), lun.slow().text());
    lun.reconfigure(Commands.config("slowMillis", "1"));
    await().until(() -> lun.slow().text().isPresent());
  }

  @Test
  void shouldNameACommandThatIsNoDisks() throws Exception {
    serve("1");
    handler.keeping();
    nexus.execute(TestCmd.of(0xC1, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    await().until(() -> lun.slow().text().isPresent());
    String text = lun.slow().text().orElseThrow();
    assertTrue(text.contains("a command of operation code 0xC1"), text);
  }
}
