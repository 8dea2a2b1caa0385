package io.sluice.tcmu.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.gateway.Transport.Export;
import io.sluice.tcmu.internal.iscsi.IscsiFabric;
import io.sluice.tcmu.internal.kernel.FakeKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TcmuTransportTest {
  private static final String INITIATOR = "iqn.1993-08.org.debian:01:client";
  private static final String BACKSTORE = "core/user_90/disk0";

  @TempDir Path folder;

  private final FakeLun lun = new FakeLun("disk0", "tcmu");
  private FakeKernel kernel;
  private Optional<String> problem = Optional.empty();
  private IscsiFabric iscsi;
  private TcmuTransport transport;

  @BeforeEach
  void boot() throws IOException {
    kernel = new FakeKernel(folder.resolve("kernel"));
    transport = transport(Map.of());
  }

  private TcmuTransport transport(Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(more);
    properties.put("devDirectory", kernel.devDirectory().toString());
    KernelReadiness readiness =
        new KernelReadiness() {
          @Override
          synchronized Optional<String> problem() {
            return problem;
          }
        };
    iscsi =
        new IscsiFabric(
            kernel.asKernel(),
            AcceptedConfigurations.none(),
            Duration.ofMillis(20),
            Duration.ofSeconds(60));
    return new TcmuTransport(
        kernel.asKernel(), readiness, iscsi, AcceptedConfigurations.none(), 20, properties);
  }

  @AfterEach
  void stop() {
    transport.deactivate();
    iscsi.close();
  }

  private Export export() {
    List<Export> exports = transport.exports();
    assertEquals(1, exports.size());
    return exports.get(0);
  }

  private Export export(int index) {
    return transport.exports().get(index);
  }

  private void awaitExported() {
    await().until(() -> isExported(export()));
  }

  private static boolean isExported(Export export) {
    return export.failure() == null && !export.address().isEmpty();
  }

  @Test
  void shouldExportALogicalUnitThatNamesIt() {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    assertEquals(
        new Export("disk0", kernel.devDirectory().resolve("disk0").toString(), false, null),
        export());
    assertEquals(1, lun.nexuses.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 400})
  @Timeout(300)
  void shouldHaveNoThreadForADiskThatIsIdle(int count) {
    Set<Thread> before = ours();
    for (int i = 0; i < count; i++) {
      transport.addLogicalUnit(new FakeLun("idle" + i, "tcmu").volume(1 << 20, 512));
    }
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> transport.exports().stream().allMatch(TcmuTransportTest::isExported));
    assertEquals(count, transport.exports().size());
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertEquals(List.of("sluice-ring-watch"), namesOfNew(before)));
  }

  /** A failure that lasts is waited for without a thread as well. */
  @Test
  void shouldHaveNoThreadForADiskThatCanNotBeMade() {
    Set<Thread> before = ours();
    lun.options.put("ringSizeMb", "many");
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    await().until(() -> export().failure() != null);
    await().until(() -> namesOfNew(before).isEmpty());
    lun.options.clear();
    awaitExported();
  }

  private static Set<Thread> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sluice-"))
        .collect(Collectors.toSet());
  }

  private static List<String> namesOfNew(Set<Thread> before) {
    return ours().stream().filter(each -> !before.contains(each)).map(Thread::getName).toList();
  }

  @Test
  void shouldPassOverALogicalUnitThatDoesNotNameIt() {
    transport.addLogicalUnit(new FakeLun("other", "iscsi").volume(1 << 20, 512));
    assertEquals(List.of(), transport.exports());
  }

  @Test
  void shouldExportOnlyOnceTheVolumeIsKnown() {
    transport.addLogicalUnit(lun);
    assertEquals(new Export("disk0", "", false, null), export());
    assertEquals("", export().address());
    lun.volume(1 << 20, 512);
    awaitExported();
  }

  @Test
  void shouldTryAgainUntilTheOldProcessIsGone() {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    transport.deactivate();
    kernel.uioBusy(true);
    transport = transport(Map.of());
    transport.addLogicalUnit(lun);
    await().until(() -> export().failure() != null && export().failure().contains("process"));
    assertEquals(0, lun.nexuses.get());
    kernel.uioBusy(false);
    awaitExported();
  }

  @Test
  void shouldTellTheKernelOfANewSize() {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    lun.volume(2 << 20, 512);
    await()
        .until(() -> kernel.steps().contains("write " + BACKSTORE + "/control dev_size=2097152"));
  }

  @Test
  void shouldLeaveTheDiskWhenTheLogicalUnitGoes() throws IOException {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    transport.removeLogicalUnit(lun);
    assertEquals(List.of(), transport.exports());
    assertEquals(0, lun.nexuses.get());
    assertEquals("1", kernel.read(Path.of(BACKSTORE, "action/block_dev")));
    transport.addLogicalUnit(lun);
    awaitExported();
    assertEquals("0", kernel.read(Path.of(BACKSTORE, "action/block_dev")));
  }

  @Test
  void shouldRemoveTheDiskWhenItIsTold() throws IOException {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    transport.remove("disk0", false);
    assertEquals(List.of(), transport.exports());
    assertEquals(List.of(), kernel.leftovers());
    transport.remove("disk0", false);
  }

  @Test
  void shouldKeepServingADiskThatIsInUse() throws IOException {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    Files.writeString(
        kernel.paths().proc().resolve("self/mountinfo"), "9 1 8:400 / /mnt rw - ext4 x rw\n");
    assertThrows(IOException.class, () -> transport.remove("disk0", false));
    assertTrue(export().inUse());
    assertNull(export().failure());
    transport.remove("disk0", true);
    assertEquals(List.of(), kernel.leftovers());
  }

  @Test
  void shouldRemoveADiskThatAnEarlierGatewayLeft() throws IOException {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    transport.deactivate();
    transport = transport(Map.of("hba", "7"));
    transport.remove("disk0", false);
    assertEquals(List.of(), kernel.leftovers());
  }

  @Test
  void shouldNotRemoveADiskOfAnotherInstance() throws IOException {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    transport.deactivate();
    transport = transport(Map.of("instance", "other"));
    transport.remove("disk0", false);
    assertFalse(kernel.leftovers().isEmpty());
  }

  @Test
  void shouldTellOfADiskThatIsLeftUntilALogicalUnitStandsForIt() throws IOException {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    assertEquals(List.of(), transport.left());
    transport.deactivate();
    transport = transport(Map.of());
    Export left = transport.left().get(0);
    assertEquals("disk0", left.lun());
    assertEquals(kernel.devDirectory().resolve("disk0").toString(), left.address());
    assertEquals(List.of(), transport.exports());

    transport.addLogicalUnit(lun);
    assertEquals(List.of(), transport.left());
    awaitExported();
    transport.deactivate();
    transport = transport(Map.of("instance", "other"));
    assertEquals(List.of(), transport.left());
    transport.deactivate();
    transport = transport(Map.of());
    transport.remove("disk0", false);
    assertEquals(List.of(), transport.left());
    assertEquals(List.of(), kernel.leftovers());
  }

  /** It can't be told from a stale one by looking at it, and its name is free for another. */
  @Test
  void shouldTakePathsAwayAtAStartWhoseDiskIsGoneFromTheKernel() throws IOException {
    Files.createDirectories(kernel.devDirectory());
    Path stale = kernel.devDirectory().resolve("gone");
    Files.createSymbolicLink(stale, kernel.paths().dev().resolve("sdq"));
    Path others = Files.writeString(kernel.devDirectory().resolve("notes"), "precious");
    transport.deactivate();
    transport = transport(Map.of());
    await().until(() -> !Files.isSymbolicLink(stale));
    assertTrue(Files.exists(others));
  }

  @Test
  void shouldBringBackADiskThatSomebodyDeleted() throws IOException {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    kernel.deleteDisk("0:0:1:0");
    await().until(() -> kernel.steps().contains("sys scan 0 1 -"));
    awaitExported();
    assertEquals("block 8:400", Files.readString(Path.of(export().address())));
  }

  @Test
  void shouldSayThatADiskIsGoneAsLongAsItCanNotBeBroughtBack() throws IOException {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    kernel.fail("sys scan");
    kernel.deleteDisk("0:0:1:0");
    await().until(() -> export().failure() != null && export().address().isEmpty());
    assertFalse(Files.isSymbolicLink(kernel.devDirectory().resolve("disk0")));
    kernel.fail("");
    awaitExported();
  }

  @Test
  void shouldMakeAnewADiskWhoseBackstoreSomebodyRemoved() throws IOException {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    kernel.forgetSteps();
    Path link = link();
    await().until(() -> hasRemoved(link, Path.of(BACKSTORE)));
    await().until(() -> kernel.steps().contains("write " + BACKSTORE + "/enable 1"));
    awaitExported();
    assertEquals(1, lun.nexuses.get());
  }

  /** The link can come back before the backstore is gone. */
  private boolean hasRemoved(Path link, Path backstore) throws IOException {
    if (kernel.isLink(link)) {
      kernel.removeByHand(link);
    }
    try {
      kernel.removeByHand(backstore);
      return true;
    } catch (IOException busy) {
      return false;
    }
  }

  private Path link() throws IOException {
    String target = kernel.list(Path.of("loopback")).get(0);
    return Path.of("loopback", target, "tpgt_1/lun/lun_0/disk0");
  }

  @Test
  void shouldServeAgainARingThatSomebodyReset() throws IOException {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    String uio = kernel.steps().get(kernel.step("open uio")).substring("open ".length());
    kernel.forgetSteps();
    kernel.ring(uio).resetUnderAServer();
    await().until(() -> kernel.steps().contains("open " + uio));
    awaitExported();
  }

  @Test
  void shouldHaveTheKernelLookAtANewSize() {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    lun.volume(2 << 20, 512);
    await().until(() -> kernel.steps().contains("sys rescan 1"));
  }

  @Test
  void shouldHaveTheKernelAskAgainForTheSizeThatNobodyCouldTell() throws IOException {
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    kernel.believeSize("sdz", 0);
    kernel.forgetSteps();
    lun.volume(1 << 20, 512); // it is served at last
    await().until(() -> kernel.steps().contains("sys rescan 1"));
  }

  @Test
  void shouldGiveCommandsTheTimeOfAnOutage() throws IOException {
    lun.options.put("outageMinutes", "2");
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    assertTrue(kernel.steps().contains("sys timeout 20"));
    FakeLun other = new FakeLun("other", "tcmu");
    other.options.put("outageMinutes", "0");
    transport.addLogicalUnit(other.volume(1 << 20, 512));
    await()
        .until(
            () ->
                transport.exports().stream()
                    .anyMatch(
                        export ->
                            export.failure() != null
                                && export.failure().contains("outageMinutes")));
  }

  @Test
  void shouldSayWhatIsWrongWithAnOption() {
    lun.options.put("ringSizeMb", "many");
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    await().until(() -> export().failure() != null && export().failure().contains("ringSizeMb"));
    assertEquals(0, kernel.steps().size());
  }

  @Test
  void shouldHaveTheKernelRefuseReservationsOfADiskWithTwoTransports() throws IOException {
    FakeLun both = new FakeLun("disk0", "tcmu", "iscsi");
    transport.addLogicalUnit(both.volume(1 << 20, 512));
    awaitExported();
    assertEquals("0", kernel.read(Path.of(BACKSTORE, "attrib/emulate_pr")));
    transport.removeLogicalUnit(both);
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    awaitExported();
    assertEquals("1", kernel.read(Path.of(BACKSTORE, "attrib/emulate_pr")));
  }

  @Test
  void shouldGiveADiskToAnIscsiTargetAndTakeItAway() throws IOException {
    iscsi.configure(
        Map.of("service.pid", "io.sluice.tcmu.iscsi~a", "luns", "disk0:0", "demoMode", "true"));
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    await().until(() -> transport.exports().size() == 2 && export(1).failure() == null);
    assertEquals("iscsi://127.0.0.1:3261/iqn.2026-11.io.sluice:a/0", export(1).address());

    transport.removeLogicalUnit(lun);
    assertEquals(1, transport.exports().size()); // stopping is not removing
    transport.addLogicalUnit(lun);
    await().until(() -> transport.exports().size() == 2);
    transport.remove("disk0", false);
    assertEquals(List.of(), kernel.leftovers());
  }

  @Test
  void shouldShowADiskOthersForACopyOnlyWhileNoOtherMachineMayAsk() {
    FakeLun other = new FakeLun("disk1", "tcmu");
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    transport.addLogicalUnit(other.volume(1 << 20, 512));
    await().until(() -> transport.exports().stream().allMatch(TcmuTransportTest::isExported));
    assertNotNull(lun.visible.find(other::equals));
    assertNull(lun.visible.find(unit -> false));

    iscsi.configure(
        Map.of("service.pid", "io.sluice.tcmu.iscsi~a", "luns", "disk1:0", "demoMode", "true"));
    await().until(() -> transport.exports().size() == 3);
    assertNull(lun.visible.find(other::equals));
    assertNull(other.visible.find(lun::equals));
    assertNotNull(lun.visible.find(lun::equals));
  }

  @Test
  void shouldNotTakeADiskFromAnInitiatorThatIsLoggedIn() throws IOException {
    iscsi.configure(
        Map.of(
            "service.pid", "io.sluice.tcmu.iscsi~a", "luns", "disk0:0", "initiators", INITIATOR));
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    await().until(() -> transport.exports().size() == 2 && export(1).failure() == null);
    kernel.session("iqn.2026-11.io.sluice:a", INITIATOR, true);
    IOException refusal = assertThrows(IOException.class, () -> transport.remove("disk0", false));
    assertTrue(refusal.getMessage().contains(INITIATOR), refusal.getMessage());
    assertTrue(export(1).inUse());
    transport.remove("disk0", true);
    assertEquals(List.of(), kernel.leftovers());
  }

  @Test
  void shouldGoOnWhereTheKernelHasNoTcmu() {
    problem = Optional.of("no module");
    transport.addLogicalUnit(lun.volume(1 << 20, 512));
    assertEquals(Optional.of("no module"), transport.unavailable());
    await().until(() -> "no module".equals(export().failure()));
    problem = Optional.empty();
    awaitExported();
  }
}
