package io.sluice.gateway.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.VisibleUnits;
import io.sluice.gateway.internal.binding.BindingState;
import io.sluice.gateway.internal.binding.Candidate;
import io.sluice.gateway.internal.binding.Candidates;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LunTest {
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Candidates candidates = new Candidates();
  private Lun lun;
  private ItNexus nexus;

  @BeforeEach
  void makeLun() throws ConfigException {
    make(PATIENCE);
  }

  private void make(Duration drainBound) throws ConfigException {
    lun =
        new Lun(
            Commands.withDrain(config("holdCommands", "2"), drainBound),
            candidates,
            new IoThreads(),
            timer,
            LunState.of("disk", null));
    nexus = Commands.attach(lun, "initiator");
    lun.control().start();
  }

  private static LunConfig config(String key, String value) throws ConfigException {
    return Commands.config(key, value);
  }

  @AfterEach
  void stop() throws InterruptedException {
    lun.control().beginStop();
    lun.control().awaitStopped();
    lun.path().shut();
    timer.shutdownNow();
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

  private TestCmd execute(TestCmd cmd) {
    nexus.execute(cmd);
    return cmd;
  }

  @Test
  void shouldServeFromTheHandlerOfItsName() {
    comes(new TestHandler("disk"), 1);
    assertEquals(ScsiResponse.good(), execute(Commands.read()).response());
    assertEquals(TestHandler.INFO, lun.info().orElseThrow());
  }

  @Test
  void shouldNotTouchHandlersOfOtherNames() {
    TestHandler other = new TestHandler("other");
    comes(other, 1);
    awaitState(BindingState.HOLDING);
    comes(new TestHandler("disk"), 2);
    awaitState(BindingState.SERVING);
    assertEquals(0, other.timesOpened());
  }

  @Test
  void shouldHoldCommandsUntilAHandlerComes() {
    TestCmd read = execute(Commands.read());
    TestCmd write = execute(Commands.write());
    assertEquals(2, lun.path().hold().size());
    comes(new TestHandler("disk"), 1);
    assertEquals(ScsiResponse.good(), read.response());
    assertEquals(ScsiResponse.good(), write.response());
  }

  @Test
  void shouldTellOfNoPowerOnThroughTheOneNexusOfAllInitiators() {
    comes(new TestHandler("disk"), 1);
    ItNexus own = lun.attach("initiator", "target");
    ItNexus ofAll = lun.attach(new Anonymous(), VisibleUnits.NONE);

    TestCmd first = Commands.testUnitReady();
    own.execute(first);
    assertEquals(Commands.attention(AdditionalSense.POWER_ON_OR_RESET), first.response());
    TestCmd later = Commands.testUnitReady();
    ofAll.execute(later);
    assertEquals(ScsiResponse.good(), later.response());
  }

  private static final class Anonymous implements Nexus {
    @Override
    public String initiatorPort() {
      return "anyone";
    }

    @Override
    public String targetPort() {
      return "target";
    }

    @Override
    public boolean isAnonymous() {
      return true;
    }
  }

  @Test
  void shouldAnswerTaskSetFullWhenTheHoldIs() {
    execute(Commands.read());
    execute(Commands.read());
    assertEquals(
        List.of(ScsiResponse.status(ScsiStatus.TASK_SET_FULL)),
        execute(Commands.read()).responses());
  }

  @Test
  void shouldAnswerInquiryAndRequestSenseByItselfWhileUnbound() {
    TestCmd inquiry = execute(Commands.inquiry().withDevice(lun));
    assertEquals(ScsiStatus.GOOD, inquiry.response().status());
    assertEquals("SLUICE  DISK", new String(inquiry.received(), 8, 12, US_ASCII));
    TestCmd sense = execute(Commands.requestSense());
    assertEquals(SenseKey.NOT_READY.code(), sense.received()[2]);
  }

  @Test
  void shouldGoOverToABetterHandlerAndBackWhenThatGoes() {
    TestHandler first = new TestHandler("disk");
    comes(first, 1);
    awaitState(BindingState.SERVING);
    TestHandler better = new TestHandler("disk");
    Candidate second = comes(better, 2);
    await().atMost(PATIENCE).until(better::isOpen);
    assertFalse(first.isOpen());
    assertEquals(ScsiResponse.good(), execute(Commands.read()).response());
    goes(second);
    await().atMost(PATIENCE).until(first::isOpen);
    assertFalse(better.isOpen());
    assertEquals(ScsiResponse.good(), execute(Commands.read()).response());
  }

  @Test
  void shouldNotOpenTheNextHandlerBeforeTheLastOnesCommandsCameBack() throws Exception {
    TestHandler first = new TestHandler("disk").keeping();
    Candidate bound = comes(first, 1);
    awaitState(BindingState.SERVING);
    TestCmd inside = execute(Commands.write());
    await().atMost(PATIENCE).until(() -> first.keptCount() == 1);
    TestHandler next = new TestHandler("disk");
    comes(next, 2);
    goes(bound);
    awaitState(BindingState.DRAINING);
    TestCmd held = execute(Commands.write());
    assertTrue(first.isOpen());
    assertFalse(next.isOpen());
    first.answerKept();
    assertTrue(lun.control().awaitReleased(bound, PATIENCE));
    assertFalse(first.isOpen());
    assertEquals(ScsiResponse.good(), inside.response());
    assertEquals(ScsiResponse.good(), held.response());
    assertTrue(next.isOpen());
  }

  @Test
  void shouldSayItIsStuckAndWithWhatUntilTheCommandsComeBack() throws Exception {
    stopLun();
    make(SOON);
    TestHandler first = new TestHandler("disk").keeping();
    Candidate bound = comes(first, 1);
    awaitState(BindingState.SERVING);
    TestCmd inside = execute(Commands.write());
    await().atMost(PATIENCE).until(() -> first.keptCount() == 1);
    TestHandler next = new TestHandler("disk");
    comes(next, 2);
    goes(bound);
    assertFalse(lun.control().awaitReleased(bound, PATIENCE));
    awaitState(BindingState.STUCK);
    assertEquals(inside, lun.path().commandsInFlight().get(0).cmd());
    assertTrue(first.isOpen());
    assertFalse(next.isOpen());
    first.answerKept();
    awaitState(BindingState.SERVING);
    assertFalse(first.isOpen());
    assertTrue(next.isOpen());
  }

  private void stopLun() throws InterruptedException {
    lun.control().beginStop();
    assertTrue(lun.control().awaitStopped());
  }

  @Test
  void shouldSayWhyAHandlerCanNotBeOpenedAndTryAgainWhenItChanges() {
    TestHandler handler = new TestHandler("disk").failing(new IOException("disk.img is locked"));
    Candidate candidate = comes(handler, 1);
    awaitState(BindingState.FAILED);
    assertEquals("disk.img is locked", lun.control().status().reason());
    handler.failing(null);
    goes(candidate);
    comes(handler, 1);
    awaitState(BindingState.SERVING);
    assertEquals("", lun.control().status().reason());
  }

  @Test
  void shouldNotOpenAHandlerThatAnotherHolds() throws Exception {
    TestHandler handler = new TestHandler("disk");
    Candidate candidate = handler.candidate(1);
    assertEquals(Optional.empty(), candidates.claims().take(candidate, "other"));
    comes(handler, 1);
    awaitState(BindingState.FAILED);
    assertTrue(lun.control().status().reason().contains("LUN other"));
    assertEquals(0, handler.timesOpened());
    candidates.claims().release(candidate);
    awaitState(BindingState.SERVING);
  }

  @Test
  void shouldTryAgainByItself() {
    TestHandler handler = new TestHandler("disk").failing(new IOException("not yet"));
    comes(handler, 1);
    awaitState(BindingState.FAILED);
    handler.failing(null);
    awaitState(BindingState.SERVING);
  }

  @Test
  void shouldAnnounceAnotherCapacityOnEachNexusOnce() {
    ItNexus second = Commands.attach(lun, "second");
    Candidate small = comes(new TestHandler("disk"), 1);
    awaitState(BindingState.SERVING);
    goes(small);
    awaitState(BindingState.HOLDING);
    comes(new TestHandler("disk").with(TestHandler.info(4096, "volume")), 2);
    awaitState(BindingState.SERVING);
    ScsiResponse attention = Commands.attention(AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    assertEquals(
        ScsiResponse.good(), execute(Commands.inquiry().withDevice(lun)).response(), "not by this");
    assertEquals(attention, execute(Commands.read()).response());
    assertEquals(ScsiResponse.good(), execute(Commands.read()).response());
    TestCmd onSecond = Commands.testUnitReady();
    second.execute(onSecond);
    assertEquals(attention, onSecond.response());
  }

  @Test
  void shouldGiveAUnitAttentionAsDataToRequestSense() {
    Candidate one = comes(new TestHandler("disk"), 1);
    awaitState(BindingState.SERVING);
    goes(one);
    comes(new TestHandler("disk").with(TestHandler.info(2048, "another")), 2);
    await().atMost(PATIENCE).until(() -> lun.info().orElseThrow().identity().equals("another"));
    TestCmd sense = execute(Commands.requestSense());
    assertEquals(SenseKey.UNIT_ATTENTION.code(), sense.received()[2]);
    assertEquals(0x28, sense.received()[12]);
    assertEquals(ScsiResponse.good(), execute(Commands.read()).response());
  }

  @Test
  void shouldNotServeFromAVolumeOfAnotherBlockSize() {
    Candidate one = comes(new TestHandler("disk"), 1);
    awaitState(BindingState.SERVING);
    goes(one);
    awaitState(BindingState.HOLDING);
    TestHandler other = new TestHandler("disk");
    other.with(new VolumeInfo(new Geometry(256, 4096, 4096), Capabilities.PLAIN, "large"));
    comes(other, 2);
    awaitState(BindingState.FAILED);
    assertFalse(other.isOpen());
  }

  @Test
  void shouldTellTransportsOfItsVolumeAndItsChanges() {
    List<VolumeInfo> told = new CopyOnWriteArrayList<>();
    lun.subscribe(told::add);
    Candidate one = comes(new TestHandler("disk"), 1);
    await().atMost(PATIENCE).until(() -> told.size() == 1);
    goes(one);
    VolumeInfo grown = TestHandler.info(4096, "volume");
    comes(new TestHandler("disk").with(grown), 2);
    await().atMost(PATIENCE).until(() -> told.size() == 2);
    assertEquals(List.of(TestHandler.INFO, grown), told);
    List<VolumeInfo> late = new CopyOnWriteArrayList<>();
    lun.subscribe(late::add);
    assertEquals(List.of(grown), late);
  }

  @Test
  void shouldFollowAnotherHandlerNameInItsConfiguration() throws Exception {
    comes(new TestHandler("disk"), 1);
    TestHandler other = new TestHandler("other");
    comes(other, 2);
    awaitState(BindingState.SERVING);
    lun.reconfigure(config("handler", "other"));
    await().atMost(PATIENCE).until(other::isOpen);
    assertEquals("", lun.configurationNote());
  }

  @Test
  void shouldNoteWhatItCanNotTakeUpWhileItExists() throws Exception {
    lun.reconfigure(config("serial", "other"));
    assertTrue(lun.configurationNote().contains("serial"), lun.configurationNote());
    assertFalse(lun.serial().equals("other"));
  }

  @Test
  void shouldServeOnWithOtherThreads() throws Exception {
    comes(new TestHandler("disk"), 1);
    awaitState(BindingState.SERVING);
    lun.reconfigure(config("threads", "1"));
    assertEquals(ScsiResponse.good(), execute(Commands.read()).response());
  }

  @Test
  void shouldAnswerWhatIsHeldWhenItStops() throws Exception {
    TestCmd held = execute(Commands.read());
    stopLun();
    lun.path().shut();
    assertEquals(ScsiStatus.BUSY, held.response().status());
    assertEquals(ScsiStatus.TASK_SET_FULL, execute(Commands.read()).response().status());
  }

  @Test
  void shouldCloseItsHandlerWhenItStops() throws Exception {
    TestHandler handler = new TestHandler("disk");
    comes(handler, 1);
    awaitState(BindingState.SERVING);
    stopLun();
    assertFalse(handler.isOpen());
  }
}
