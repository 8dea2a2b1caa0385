package io.sluice.gateway.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.internal.binding.BindingState;
import io.sluice.gateway.internal.binding.Candidate;
import io.sluice.gateway.internal.binding.Candidates;
import io.sluice.gateway.internal.binding.SwapRecord;
import io.sluice.gateway.internal.binding.SwapResult;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One logical unit that goes from handler to handler. */
class LunSwapTest {
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final VolumeInfo IN_MEMORY =
      new VolumeInfo(
          new Geometry(2048, 512, 512),
          Capabilities.builder().volatileContent(true).build(),
          "RAM disk 1");

  @TempDir private Path var;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private Candidates candidates = new Candidates();
  private Lun lun;
  private ItNexus nexus;

  @BeforeEach
  void makeLun() throws ConfigException {
    make(PATIENCE);
  }

  private void make(Duration drainBound) throws ConfigException {
    lun =
        new Lun(
            Commands.withDrain(Commands.config(), drainBound),
            candidates,
            new IoThreads(),
            timer,
            LunState.of("disk", var));
    nexus = Commands.attach(lun, "initiator");
    lun.control().start();
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

  /** As the death of the process: nothing is closed, and handlers begin anew. */
  private void crash() throws ConfigException {
    candidates = new Candidates();
    make(PATIENCE);
  }

  private Candidate comes(TestHandler handler, long serviceId) {
    Candidate candidate = handler.candidate(serviceId);
    candidates.put(candidate);
    lun.control().candidatesChanged();
    return candidate;
  }

  private void goes(Candidate candidate) {
    candidates.remove(candidate);
    lun.control().candidatesChanged();
  }

  private void awaitState(BindingState state) {
    await().atMost(PATIENCE).until(() -> lun.control().status().state() == state);
  }

  private void awaitBound(Candidate candidate) {
    await()
        .atMost(PATIENCE)
        .until(() -> lun.control().bound().filter(candidate::isSameService).isPresent());
    awaitState(BindingState.SERVING);
  }

  private TestCmd execute(TestCmd cmd) {
    nexus.execute(cmd);
    return cmd;
  }

  private void assertServes() {
    assertEquals(ScsiResponse.good(), execute(Commands.write()).response());
  }

  private SwapRecord last() {
    List<SwapRecord> records = lun.control().history().records();
    return records.get(records.size() - 1);
  }

  private void awaitResult(SwapResult result) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<SwapRecord> all = lun.control().history().records();
              return !all.isEmpty() && last().result() == result;
            });
  }

  private static SwapRecord done(CompletableFuture<SwapRecord> ordered) throws Exception {
    return ordered.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static String refusal(CompletableFuture<SwapRecord> ordered) {
    ExecutionException failure = assertThrows(ExecutionException.class, () -> done(ordered));
    return assertThrowsNothingElse(failure).getMessage();
  }

  private static IOException assertThrowsNothingElse(ExecutionException failure) {
    assertTrue(failure.getCause() instanceof IOException, () -> "" + failure.getCause());
    return (IOException) failure.getCause();
  }

  @Test
  void shouldGoBackWhenTheNextHandlerCanNotBeOpened() {
    TestHandler first = new TestHandler("disk");
    Candidate bound = comes(first, 1);
    awaitBound(bound);
    TestHandler next = new TestHandler("disk").failing(new IOException("disk.img is locked"));
    comes(next, 2);
    awaitResult(SwapResult.ROLLED_BACK);
    awaitBound(bound);
    assertTrue(first.isOpen());
    assertServes();
    assertEquals("disk.img is locked", last().reason());
    assertTrue(lun.control().status().reason().contains("locked"), "told beside SERVING");
  }

  @Test
  void shouldTakeTheNextHandlerOnceItIsMended() {
    Candidate bound = comes(new TestHandler("disk"), 1);
    awaitBound(bound);
    TestHandler next = new TestHandler("disk").failing(new IOException("disk.img is locked"));
    Candidate second = comes(next, 2);
    awaitResult(SwapResult.ROLLED_BACK);
    next.failing(null);
    goes(second);
    Candidate third = comes(next, 3);
    awaitBound(third);
    assertEquals("", lun.control().status().reason());
  }

  @Test
  void shouldTouchNothingWhenTheNextVolumeDoesNotFit() {
    TestHandler first = new TestHandler("disk");
    Candidate bound = comes(first, 1);
    awaitBound(bound);
    TestHandler small = new TestHandler("disk").with(TestHandler.info(1024, "small"));
    comes(small, 2);
    awaitResult(SwapResult.REFUSED);
    assertEquals(0, small.timesOpened());
    assertEquals(1, first.timesOpened());
    assertTrue(last().reason().contains("1024 blocks"), last().reason());
    assertServes();
  }

  @Test
  void shouldTakeASmallerVolumeWhenForcedAndAnnounceIt() throws Exception {
    awaitBound(comes(new TestHandler("disk"), 1));
    comes(new TestHandler("small").with(TestHandler.info(1024, "small")), 2);
    assertEquals(SwapResult.REFUSED, done(lun.control().bind("small", "test", false)).result());
    assertEquals("disk", lun.control().handlerName());
    assertEquals(SwapResult.SWAPPED, done(lun.control().bind("small", "test", true)).result());
    assertEquals("small", lun.control().handlerName());
    assertEquals(
        Commands.attention(AdditionalSense.MEDIUM_MAY_HAVE_CHANGED),
        execute(Commands.read()).response());
    assertEquals(
        Commands.attention(AdditionalSense.CAPACITY_DATA_HAS_CHANGED),
        execute(Commands.read()).response());
    assertServes();
  }

  @Test
  void shouldRefuseToBindToWhatIsNotThere() {
    Candidate bound = comes(new TestHandler("disk"), 1);
    awaitBound(bound);
    assertTrue(refusal(lun.control().bind("none", "test", false)).contains("'none'"));
    assertServes();
  }

  @Test
  void shouldServeOnWhileTheHandlerOfItsNewNameIsNotThereYet() {
    Candidate bound = comes(new TestHandler("disk"), 1);
    awaitBound(bound);
    lun.control().bindTo("other");
    await().atMost(PATIENCE).until(() -> lun.control().status().reason().contains("'other'"));
    assertServes();
    awaitBound(comes(new TestHandler("other"), 2));
  }

  @Test
  void shouldTakeUpAVolumeThatGrew() throws Exception {
    TestHandler handler = new TestHandler("disk");
    awaitBound(comes(handler, 1));
    handler.with(TestHandler.info(4096, "volume"));
    SwapRecord record = done(lun.control().reopen("lun:resize", false));
    assertEquals(SwapResult.SWAPPED, record.result());
    assertEquals(4096, lun.info().orElseThrow().geometry().blocks());
    assertEquals(
        Commands.attention(AdditionalSense.CAPACITY_DATA_HAS_CHANGED),
        execute(Commands.read()).response());
    assertServes();
    assertEquals(2, handler.timesOpened());
  }

  @Test
  void shouldAbandonASwapWhenCommandsDoNotComeBackAndServeOnWithTheOldHandler() throws Exception {
    stopLun();
    make(SOON);
    TestHandler first = new TestHandler("disk").keeping();
    Candidate bound = comes(first, 1);
    awaitBound(bound);
    TestCmd hanging = execute(Commands.write());
    await().atMost(PATIENCE).until(() -> first.keptCount() == 1);
    TestHandler next = new TestHandler("disk");
    Candidate second = comes(next, 2);
    awaitState(BindingState.STUCK);
    assertEquals(hanging, lun.path().commandsInFlight().get(0).cmd());
    assertTrue(lun.control().status().reason().contains("1 commands"));
    assertEquals(0, next.timesOpened());
    first.answering();
    assertServes();
    assertTrue(refusal(lun.control().bind("disk", "test", false)).contains("1 commands"));
    first.answerKept();
    assertEquals(ScsiResponse.good(), hanging.response());
    awaitBound(second);
  }

  @Test
  void shouldAbandonASwapWhenTheOldHandlerCanNotFlush() {
    TestHandler first = new TestHandler("disk").failingToFlush(new IOException("medium is bad"));
    Candidate bound = comes(first, 1);
    awaitBound(bound);
    comes(new TestHandler("disk"), 2);
    awaitResult(SwapResult.ABANDONED);
    awaitBound(bound);
    assertTrue(last().reason().contains("medium is bad"));
    assertEquals(1, first.timesOpened());
    assertServes();
  }

  @Test
  void shouldFailWithManualInterventionRequiredWhenNeitherCanBeOpened() throws Exception {
    stopLun();
    lun =
        new Lun(
            Commands.withHold(Commands.config(), Duration.ofMillis(1)),
            candidates,
            new IoThreads(),
            timer,
            LunState.of("disk", null));
    nexus = Commands.attach(lun, "initiator");
    lun.control().start();
    TestHandler first = new TestHandler("disk");
    awaitBound(comes(first, 1));
    first.failing(new IOException("gone"));
    comes(new TestHandler("disk").failing(new IOException("locked")), 2);
    awaitState(BindingState.FAILED);
    ScsiResponse needed =
        ScsiResponse.checkCondition(
            SenseKey.NOT_READY, AdditionalSense.MANUAL_INTERVENTION_REQUIRED);
    await().atMost(PATIENCE).until(() -> execute(Commands.read()).response().equals(needed));
    assertEquals(ScsiStatus.GOOD, execute(Commands.inquiry().withDevice(lun)).response().status());
    first.failing(null);
    awaitState(BindingState.SERVING);
    assertServes();
  }

  @Test
  void shouldAnswerTheAbortOfAHeldCommandAtOnce() {
    TestCmd held = execute(Commands.read());
    held.abort();
    assertEquals(ScsiStatus.TASK_ABORTED, held.response().status());
  }

  @Test
  void shouldHoldAndFlushUntilItIsResumed() throws Exception {
    TestHandler handler = new TestHandler("disk");
    awaitBound(comes(handler, 1));
    done(lun.control().suspend("snapshot", null));
    assertTrue(handler.timesFlushed() > 0);
    TestCmd held = execute(Commands.write());
    awaitState(BindingState.HOLDING);
    assertEquals("snapshot", lun.control().status().reason());
    assertEquals(1, lun.path().hold().size());
    SwapRecord record = done(lun.control().resume());
    assertEquals(1, record.held());
    assertEquals(ScsiResponse.good(), held.response());
    awaitState(BindingState.SERVING);
    assertEquals(1, handler.timesOpened());
  }

  @Test
  void shouldResumeByItselfWhenTheTimeIsUp() throws Exception {
    awaitBound(comes(new TestHandler("disk"), 1));
    done(lun.control().suspend("snapshot", SOON));
    assertServes();
    assertTrue(refusal(lun.control().resume()).contains("not suspended"));
  }

  @Test
  void shouldSwapWhileSuspendedAndServeOnlyWhenResumed() throws Exception {
    TestHandler first = new TestHandler("disk");
    Candidate bound = comes(first, 1);
    awaitBound(bound);
    done(lun.control().suspend("rest", null));
    TestHandler next = new TestHandler("disk");
    comes(next, 2);
    await().atMost(PATIENCE).until(next::isOpen);
    goes(bound);
    TestCmd held = execute(Commands.write());
    assertTrue(lun.control().awaitReleased(bound, PATIENCE));
    assertFalse(first.isOpen());
    assertEquals(1, lun.path().hold().size());
    done(lun.control().resume());
    assertEquals(ScsiResponse.good(), held.response());
  }

  @Test
  void shouldLetGoForALowerLayerAndOpenAgain() throws Exception {
    TestHandler handler = new TestHandler("disk");
    awaitBound(comes(handler, 1));
    assertEquals(SwapResult.LET_GO, done(lun.control().letGo("the base changes")).result());
    assertFalse(handler.isOpen());
    TestCmd held = execute(Commands.write());
    awaitState(BindingState.HOLDING);
    assertEquals("the base changes", lun.control().status().reason());
    assertEquals(SwapResult.SWAPPED, done(lun.control().reopen("new base", false)).result());
    assertEquals(ScsiResponse.good(), held.response());
    assertTrue(handler.isOpen());
  }

  @Test
  void shouldNotServeAVolumeThatLostWhatWasWrittenBeforeTheCrash() throws Exception {
    awaitBound(comes(new TestHandler("disk").with(IN_MEMORY), 1));
    assertServes();
    crash();
    VolumeInfo empty = new VolumeInfo(IN_MEMORY.geometry(), IN_MEMORY.capabilities(), "RAM disk 2");
    comes(new TestHandler("disk").with(empty), 1);
    awaitState(BindingState.FAILED);
    assertTrue(lun.control().status().reason().contains("lun:accept disk"));
    assertEquals(
        ScsiResponse.checkCondition(
            SenseKey.NOT_READY, AdditionalSense.MANUAL_INTERVENTION_REQUIRED),
        execute(Commands.read()).response());
    assertEquals(empty, lun.info().orElseThrow(), "for transports to export it");
    List<VolumeInfo> told = new CopyOnWriteArrayList<>();
    lun.subscribe(told::add);
    assertEquals(SwapResult.SWAPPED, done(lun.control().acceptLoss()).result());
    assertEquals(
        Commands.attention(AdditionalSense.MEDIUM_MAY_HAVE_CHANGED),
        execute(Commands.read()).response());
    assertServes();
    assertEquals(List.of(empty, empty), told, "once more when it is served");
  }

  @Test
  void shouldServeAnotherVolumeInMemoryWhereNothingWasWrittenInTheLast() throws Exception {
    awaitBound(comes(new TestHandler("disk").with(IN_MEMORY), 1));
    stopLun();
    crash();
    awaitBound(
        comes(
            new TestHandler("disk")
                .with(new VolumeInfo(IN_MEMORY.geometry(), IN_MEMORY.capabilities(), "RAM disk 2")),
            1));
    assertServes();
  }

  @Test
  void shouldNotLoseWhatIsOnlyInMemoryByASwap() {
    Candidate bound = comes(new TestHandler("disk").with(IN_MEMORY), 1);
    awaitBound(bound);
    comes(new TestHandler("disk"), 2);
    awaitResult(SwapResult.REFUSED);
    assertTrue(last().reason().contains("RAM disk 1"), last().reason());
    assertServes();
  }

  @Test
  void shouldTellOfItsSwaps() {
    Candidate first = comes(new TestHandler("disk"), 1);
    awaitBound(first);
    Candidate second = comes(new TestHandler("disk"), 2);
    awaitBound(second);
    SwapRecord record = last();
    assertEquals(first.ref(), record.from());
    assertEquals(second.ref(), record.to());
    assertEquals("a better handler is there", record.why());
    assertEquals(SwapResult.SWAPPED, record.result());
    assertEquals("", record.reason());
  }

  @Test
  void shouldLetGoOfAKeptHandlerWhenAnotherServes() throws Exception {
    TestHandler first = new TestHandler("disk");
    awaitBound(comes(first, 1));
    candidates.put(first.keptCandidate(1));
    lun.control().candidatesChanged();
    await()
        .atMost(PATIENCE)
        .until(() -> lun.control().status().reason().equals("disk.cfg is gone"));
    assertFalse(first.isLetGo());
    awaitBound(comes(new TestHandler("disk"), 2));
    await().atMost(PATIENCE).until(first::isLetGo);
    assertEquals("", lun.control().status().reason());
  }

  @Test
  void shouldNotLetGoOfAKeptHandlerThatItMayBeToldToGoBackTo() throws Exception {
    TestHandler first = new TestHandler("disk");
    awaitBound(comes(first, 1));
    Candidate kept = first.keptCandidate(1);
    candidates.put(kept);
    Candidate other = new TestHandler("other").candidate(2);
    candidates.put(other);
    done(lun.control().pin(other, "an update of several"));
    awaitBound(other);
    assertFalse(first.isLetGo());
    done(lun.control().pin(kept, "back"));
    lun.control().unpin();
    awaitBound(kept);
    done(lun.control().bind("other", "test", false));
    await().atMost(PATIENCE).until(first::isLetGo);
  }

  @Test
  void shouldLetGoOfAKeptHandlerWhenItStops() throws Exception {
    TestHandler first = new TestHandler("disk");
    awaitBound(comes(first, 1));
    candidates.put(first.keptCandidate(1));
    stopLun();
    assertTrue(first.isLetGo());
    assertFalse(first.isOpen());
  }
}
