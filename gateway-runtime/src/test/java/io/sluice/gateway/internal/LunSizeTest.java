package io.sluice.gateway.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Capabilities;
import io.sluice.backend.ContentEnd;
import io.sluice.backend.Geometry;
import io.sluice.backend.PreparingException;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.gateway.internal.binding.BindingState;
import io.sluice.gateway.internal.binding.Candidates;
import io.sluice.gateway.internal.binding.HandlerRef;
import io.sluice.gateway.internal.binding.SwapHistory;
import io.sluice.gateway.internal.binding.SwapRecord;
import io.sluice.gateway.internal.binding.SwapResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What initiators are told of volumes that do not end with a block, over gateways' lives. */
class LunSizeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long ODD_BYTES = 1_000_001;
  private static final long WHOLE = ODD_BYTES / 512;

  @TempDir private Path var;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private Lun lun;

  private static VolumeInfo odd(boolean wasLeftOut) {
    return new VolumeInfo(
        Geometry.ofSize(ODD_BYTES, 512),
        Capabilities.PLAIN,
        "odd",
        ContentEnd.of(ODD_BYTES, 512, wasLeftOut));
  }

  /** What a gateway of before has left of a logical unit that it has served. */
  private void writeHistory() {
    new SwapHistory(var.resolve("swaps").resolve("disk"))
        .add(
            new SwapRecord(
                Instant.now(),
                HandlerRef.NONE,
                new HandlerRef("disk", "file", "0.1.0", 7),
                "a handler is there",
                0,
                0,
                1,
                SwapResult.SWAPPED,
                ""));
  }

  private void start(TestHandler handler) throws ConfigException {
    Candidates candidates = new Candidates();
    candidates.put(handler.candidate(1));
    lun = new Lun(Commands.config(), candidates, new IoThreads(), timer, LunState.of("disk", var));
    lun.control().start();
  }

  private void awaitServing() {
    awaitState(BindingState.SERVING);
  }

  private void awaitState(BindingState state) {
    await().atMost(PATIENCE).until(() -> lun.control().status().state() == state);
  }

  @AfterEach
  void stop() throws InterruptedException {
    stopLun();
    timer.shutdownNow();
  }

  private void stopLun() throws InterruptedException {
    lun.control().beginStop();
    lun.control().awaitStopped();
    lun.shut();
  }

  private long told() {
    return lun.info().orElseThrow().geometry().blocks();
  }

  @Test
  void shouldTellAllOfAVolumeThatIsNew() throws Exception {
    TestHandler handler = new TestHandler("disk").with(odd(true));
    start(handler);
    awaitServing();
    assertEquals(WHOLE + 1, told());
    assertEquals(Long.MAX_VALUE, handler.limit());
    assertEquals("", lun.control().status().reason());
    stopLun();
    start(handler);
    awaitServing();
    assertEquals(WHOLE + 1, told());
  }

  @Test
  void shouldKeepTheSizeThatAnEarlierGatewayTold() throws Exception {
    writeHistory();
    TestHandler handler = new TestHandler("disk").with(odd(true));
    for (int start = 0; start < 3; start++) {
      start(handler);
      awaitServing();
      assertEquals(WHOLE, told());
      assertEquals(WHOLE, handler.limit());
      String reason = lun.control().status().reason();
      assertTrue(reason.contains("the last 65 bytes of its content are left out"), reason);
      assertTrue(reason.contains("lun:resize disk"), reason);
      stopLun();
    }
    start(handler);
    awaitServing();
    lun.control().resize(0, "test", false).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    awaitServing();
    assertEquals(WHOLE + 1, told());
    assertEquals(Long.MAX_VALUE, handler.limit());
    stopLun();
    start(handler);
    awaitServing();
    assertEquals(WHOLE + 1, told());
    assertEquals("", lun.control().status().reason());
  }

  @Test
  void shouldCutNothingOffUnlessForced() throws Exception {
    writeHistory();
    start(new TestHandler("disk").with(odd(true)));
    awaitServing();
    ExecutionException refused =
        assertThrows(
            ExecutionException.class,
            () ->
                lun.control()
                    .resize(WHOLE * 512, "test", false)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertTrue(refused.getMessage().contains("has 65 bytes more"), refused.getMessage());
    assertEquals(WHOLE, told());
  }

  @Test
  void shouldTellAllWhereAllWasToldBefore() throws Exception {
    writeHistory();
    start(new TestHandler("disk").with(odd(false)));
    awaitServing();
    assertEquals(WHOLE + 1, told());
  }

  @Test
  void shouldTakeADiskForNewThatIsMadeWhenSizesAreKept() throws Exception {
    LunState.of("another", var);
    writeHistory();
    start(new TestHandler("disk").with(odd(true)));
    awaitServing();
    assertEquals(WHOLE + 1, told());
  }

  @Test
  void shouldRememberNothingOfADiskThatIsRemoved() throws Exception {
    writeHistory();
    start(new TestHandler("disk").with(odd(true)));
    awaitServing();
    stopLun();
    lun.state().delete();
    assertTrue(Files.notExists(var.resolve("sizes").resolve("disk")));
    start(new TestHandler("disk").with(odd(true)));
    awaitServing();
    assertEquals(WHOLE + 1, told());
  }

  @Test
  void shouldTellProgressAsProgress() throws Exception {
    TestHandler handler = new TestHandler("disk");
    handler.failingToTell(new PreparingException("the index is being built: 1 %"));
    start(handler);
    awaitState(BindingState.PREPARING);
    handler.failingToTell(new PreparingException("the index is being built: 2 %"));
    await()
        .atMost(PATIENCE)
        .until(() -> lun.control().status().reason().equals("the index is being built: 2 %"));
    assertEquals(List.of(), lun.control().history().records());
    handler.failingToTell(new IOException("it is damaged"));
    awaitState(BindingState.FAILED);
    handler.failingToTell(null);
    awaitServing();
  }
}
