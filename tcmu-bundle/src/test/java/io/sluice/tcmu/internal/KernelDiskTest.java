package io.sluice.tcmu.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.Naa;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.tcmu.TcmuDeviceSpec;
import io.sluice.tcmu.internal.kernel.FakeKernel;
import io.sluice.tcmu.internal.ring.RingServer;
import io.sluice.tcmu.internal.ring.RingThreads;
import io.sluice.tcmu.internal.ring.RingWatch;
import io.sluice.tcmu.internal.ring.TestUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KernelDiskTest {
  private static final String BACKSTORE = "core/user_90/disk0";
  private static final Geometry GEOMETRY = Geometry.ofSize(64 << 20, 512);

  @TempDir Path folder;

  private final RingWatch watch = new RingWatch();
  private final TestUnit unit = new TestUnit("disk0");
  private FakeKernel kernel;

  @BeforeEach
  void boot() throws IOException {
    kernel = new FakeKernel(folder.resolve("kernel"));
  }

  @AfterEach
  void stopWatching() {
    watch.close();
  }

  private DiskPlan plan(TcmuDeviceSpec spec) {
    return DiskPlan.of(spec, volume(GEOMETRY, false), kernel.devDirectory());
  }

  private static VolumeInfo volume(Geometry geometry, boolean isVolatile) {
    Capabilities capabilities = Capabilities.builder().volatileContent(isVolatile).build();
    return new VolumeInfo(geometry, capabilities, "test");
  }

  private DiskPlan inMemory() {
    return DiskPlan.of(spec(), volume(GEOMETRY, true), kernel.devDirectory());
  }

  private void mount() throws IOException {
    Files.writeString(
        kernel.paths().proc().resolve("self/mountinfo"),
        "99 1 8:400 / /mnt/data rw - ext4 /dev/sdz rw\n");
  }

  private static TcmuDeviceSpec spec() {
    return TcmuDeviceSpec.builder("disk0").instance("test").build();
  }

  private KernelDisk open() throws IOException {
    return open(plan(spec()));
  }

  private KernelDisk open(DiskPlan plan) throws IOException {
    return KernelDisk.open(
        kernel.asKernel(),
        plan,
        port ->
            new RingServer(
                port,
                unit,
                unit,
                cmd -> cmd.complete(ScsiResponse.good()),
                watch,
                new RingThreads("test")));
  }

  private static String messageOf(org.junit.jupiter.api.function.Executable action) {
    return assertThrows(IOException.class, action).getMessage();
  }

  @Test
  void shouldMakeTheDiskAndItsNode() throws IOException {
    KernelDisk disk = open();
    assertEquals("sdz", disk.diskName());
    assertEquals("block 8:400", Files.readString(disk.node()));
    disk.remove(false);
  }

  @Test
  void shouldMakeTheFolderWhereTheKernelKeepsReservations() throws IOException {
    Path database = folder.resolve("var/target");
    Files.writeString(kernel.paths().target().resolve("dbroot"), database + "\n");
    open().remove(false);
    assertTrue(Files.isDirectory(database.resolve("pr")));
  }

  @Test
  void shouldTellTheKernelAllBeforeItEnablesTheDevice() throws IOException {
    open().remove(false);
    int enable = kernel.step("write " + BACKSTORE + "/enable 1");
    for (String option :
        List.of(
            "control dev_config=sluice/test/disk0",
            "control dev_size=67108864",
            "control hw_block_size=512",
            "control hw_max_sectors=2048",
            "control max_data_area_mb=128",
            "attrib/cmd_time_out 0",
            "wwn/vpd_unit_serial " + spec().serial())) {
      assertTrue(kernel.step("write " + BACKSTORE + "/" + option) < enable, option);
    }
  }

  /** Without it, a daemon that once asked for netlink replies makes the creation hang for ever. */
  @Test
  void shouldNeverWaitForANetlinkReply() throws IOException {
    open().remove(false);
    assertTrue(
        kernel.step("write " + BACKSTORE + "/control nl_reply_supported=-1")
            < kernel.step("write " + BACKSTORE + "/enable 1"));
  }

  @Test
  void shouldServeTheRingBeforeAnInitiatorCanAsk() throws IOException {
    open().remove(false);
    assertTrue(kernel.step("open uio") < kernel.step("link "));
    assertTrue(kernel.step("write loopback/naa.") < kernel.step("link "));
  }

  /** go-tcmu tore down configfs first, and never unmapped. */
  @Test
  void shouldLetGoOfTheRingBetweenTheLunAndTheBackstore() throws IOException {
    open().remove(false);
    assertTrue(kernel.step("unlink ") < kernel.step("close"));
    assertTrue(kernel.step("close") < kernel.step("rmdir " + BACKSTORE));
    assertEquals(List.of(), kernel.leftovers());
  }

  @Test
  void shouldRemoveOnce() throws IOException {
    KernelDisk disk = open();
    disk.remove(false);
    kernel.forgetSteps();
    disk.remove(false);
    assertEquals(List.of(), kernel.steps());
  }

  @Test
  void shouldUndoEverythingWhicheverStepFails() throws IOException {
    KernelDisk whole = open();
    int steps = kernel.step("sys timeout"); // without which a disk is one too
    whole.remove(false);
    for (int i = 0; i < steps; i++) {
      FakeKernel fresh = new FakeKernel(folder.resolve("kernel" + i));
      fresh.failStep(i);
      kernel = fresh;
      String message = messageOf(this::open);
      assertTrue(message.contains("refused"), message);
      assertEquals(List.of(), fresh.leftovers(), fresh.steps().get(i));
    }
  }

  @Test
  void shouldTellAllThatFailsWhileUndoing() throws IOException {
    KernelDisk disk = open();
    kernel.fail("rmdir");
    String message = messageOf(() -> disk.remove(false));
    assertTrue(message.contains("portal group") && message.contains(BACKSTORE), message);
    kernel.fail("");
    disk.remove(false);
    assertEquals(List.of(), kernel.leftovers());
  }

  @Test
  void shouldRefuseToRemoveAMountedDiskUnlessForced() throws IOException {
    KernelDisk disk = open();
    kernel.forgetSteps();
    mount();
    String message = messageOf(() -> disk.remove(false));
    assertTrue(message.contains("/mnt/data"), message);
    assertEquals(List.of(), kernel.steps());
    disk.remove(true);
    assertEquals(List.of(), kernel.leftovers());
  }

  @Test
  void shouldTellWhichProcessHasTheDiskOpen() throws IOException {
    KernelDisk disk = open();
    Path process = Files.createDirectories(kernel.paths().proc().resolve("4711/fd"));
    Files.writeString(process.resolveSibling("comm"), "fio\n");
    Files.createSymbolicLink(process.resolve("3"), kernel.paths().dev().resolve("sdz"));
    assertTrue(disk.use().orElseThrow().contains("4711 (fio)"));
    Files.delete(process.resolve("3"));
    assertTrue(disk.use().isEmpty());
    disk.remove(false);
  }

  @Test
  void shouldLeaveTheDiskToTheNextProcess() throws IOException {
    KernelDisk disk = open();
    kernel.forgetSteps();
    disk.leave();
    assertEquals(List.of("write " + BACKSTORE + "/action/block_dev 1", "close"), kernel.steps());

    kernel.forgetSteps();
    KernelDisk next = open();
    assertEquals(
        List.of(
            "open " + kernel.steps().get(0).substring("open ".length()),
            "write " + BACKSTORE + "/control dev_size=67108864",
            "write " + BACKSTORE + "/action/block_dev 0",
            "sys timeout 300"),
        kernel.steps());
    next.remove(false);
    assertEquals(List.of(), kernel.leftovers());
  }

  @Test
  void shouldNotLeaveADiskWhoseContentIsLost() throws IOException {
    open(inMemory()).leave();
    assertEquals(List.of(), kernel.leftovers());
  }

  @Test
  void shouldMakeADiskAnewWhoseContentIsLost() throws IOException {
    KernelDisk dead = open();
    dead.leave();
    kernel.forgetSteps();
    KernelDisk next = open(inMemory());
    assertTrue(kernel.step("unlink") < kernel.step("mkdir " + BACKSTORE));
    next.remove(false);
  }

  /** It would take new content for what it had written. */
  @Test
  void shouldNotServeADiskWhoseContentIsLostToWhoStillUsesIt() throws IOException {
    KernelDisk before = open(inMemory());
    mount();
    before.leave();
    String message = messageOf(() -> open(inMemory()));
    assertTrue(message.contains("in memory") && message.contains("/mnt/data"), message);
    assertEquals("1", kernel.read(Path.of(BACKSTORE, "action/block_dev")));
    Files.writeString(kernel.paths().proc().resolve("self/mountinfo"), "");
    open(inMemory()).remove(false);
    assertEquals(List.of(), kernel.leftovers());
  }

  @Test
  void shouldResetTheRingOfAProcessThatDied() throws IOException {
    KernelDisk dead = open();
    String uio = kernel.steps().get(kernel.step("open uio")).substring("open ".length());
    dead.leave();
    kernel.ring(uio).memory().putInt(12, 128); // a command that nobody answered
    kernel.forgetSteps();
    KernelDisk next = open();
    int reset = kernel.step("write " + BACKSTORE + "/action/reset_ring 1");
    assertTrue(kernel.step("open") < reset);
    assertTrue(
        kernel.steps().stream().noneMatch(step -> step.endsWith("block_dev 1")),
        "a command that has waited long would fail with BUSY");
    assertTrue(reset < kernel.step("write " + BACKSTORE + "/action/block_dev 0"));
    next.remove(false);
  }

  @Test
  void shouldTouchNothingWhileTheOldProcessLives() throws IOException {
    open().leave();
    kernel.uioBusy(true);
    kernel.forgetSteps();
    String message = messageOf(this::open);
    assertTrue(message.contains("another process"), message);
    assertTrue(kernel.steps().get(0).startsWith("open "));
    assertFalse(kernel.steps().stream().anyMatch(step -> step.contains("reset_ring")));
    assertFalse(kernel.steps().stream().anyMatch(step -> step.startsWith("rmdir")));
  }

  @Test
  void shouldMakeAnewWhatWasLeftHalfMade() throws IOException {
    kernel.fail("write " + BACKSTORE + "/enable");
    Files.createDirectories(kernel.paths().target().resolve("core/user_90"));
    kernel.asKernel().configFs().makeDirectory(Path.of(BACKSTORE));
    kernel
        .asKernel()
        .configFs()
        .write(Path.of(BACKSTORE, "control"), "dev_config=sluice/test/disk0");
    kernel.fail("");
    open().remove(false);
    assertEquals(List.of(), kernel.leftovers());
  }

  @Test
  void shouldRefuseToTakeOverAnotherBlockSize() throws IOException {
    open().leave();
    DiskPlan other =
        DiskPlan.of(spec(), volume(Geometry.ofSize(64 << 20, 4096), false), kernel.devDirectory());
    String message = messageOf(() -> open(other));
    assertTrue(message.contains("512") && message.contains("4096"), message);
    open().remove(false);
  }

  /** Its writes wait for the next gateway; served only to be removed, they would fail. */
  @Test
  void shouldNotTouchALeftDiskThatItRefusesToRemove() throws IOException {
    open().leave();
    mount();
    kernel.forgetSteps();
    LeftDisk left = LeftDisk.of(kernel.asKernel(), plan(spec()));
    String message = messageOf(() -> left.remove(false));
    assertTrue(message.contains("/mnt/data"), message);
    assertEquals(List.of(), kernel.steps());
    left.remove(true);
    assertEquals(List.of(), kernel.leftovers());
  }

  /** Two gateways of the same instance: what one left mounted must not get the other's content. */
  @Test
  void shouldRefuseToTakeOverAnotherDisk() throws IOException {
    open().leave();
    kernel.forgetSteps();
    String message = messageOf(() -> open(plan(spec().toBuilder().serial("another").build())));
    assertTrue(message.contains(spec().serial()) && message.contains("another"), message);
    assertEquals(List.of(), kernel.steps());
    open().remove(false);
  }

  @Test
  void shouldRefuseANameThatIsAnothers() throws IOException {
    KernelDisk theirs = open(plan(spec().toBuilder().instance("theirs").build()));
    String message = messageOf(this::open);
    assertTrue(message.contains("sluice/theirs/disk0"), message);
    theirs.remove(false);
  }

  @Test
  void shouldRefuseAWwnThatIsAnothers() throws IOException {
    KernelDisk theirs = open(plan(spec().toBuilder().hba(7).build()));
    String message = messageOf(() -> open(plan(spec().toBuilder().serial("another").build())));
    assertTrue(message.contains("WWN") && message.contains("core/user_7/disk0"), message);
    theirs.remove(false);
  }

  @Test
  void shouldRefuseASerialNumberThatIsAnothers() throws IOException {
    KernelDisk theirs =
        open(plan(spec().toBuilder().hba(7).wwn(Naa.of("theirs")).serial("S1").build()));
    String message = messageOf(() -> open(plan(spec().toBuilder().serial("S1").build())));
    assertTrue(message.contains("S1") && message.contains("core/user_7/disk0"), message);
    theirs.remove(false);
  }

  @Test
  void shouldNotReplaceAFileThatIsNoDeviceNode() throws IOException {
    Files.createDirectories(kernel.devDirectory());
    Path precious = Files.writeString(kernel.devDirectory().resolve("disk0"), "precious");
    String message = messageOf(this::open);
    assertTrue(message.contains("in the way"), message);
    assertEquals("precious", Files.readString(precious));
    assertEquals(List.of(), kernel.steps());
  }

  /** go-tcmu split every uio name at slashes, and crashed on one without dev_config. */
  @Test
  void shouldPassOverUioDevicesOfOthers() throws IOException {
    kernel.addUio("uio0", "tcm-user/90/disk0");
    kernel.addUio("uio1", "tcm-user/90/disk01/sluice/test/disk0");
    kernel.addUio("uio10", "tcm-user/90/disk0/sluice/test/disk00");
    kernel.addUio("uio2", "uio_pci_generic");
    Files.createDirectories(kernel.paths().sys().resolve("class/uio/uio3")); // vanishing
    open().remove(false);
    assertTrue(kernel.steps().stream().noneMatch(step -> step.matches("open uio[0-3]|open uio10")));
  }

  /** go-tcmu gave all devices without a WWN the same one. */
  @Test
  void shouldGiveEveryDiskNamesOfItsOwn() {
    DiskPlan one = plan(TcmuDeviceSpec.basic("one"));
    DiskPlan two = plan(TcmuDeviceSpec.basic("two"));
    assertNotEquals(one.wwn(), two.wwn());
    assertNotEquals(one.targetPort(), two.targetPort());
    assertNotEquals(one.initiatorPort(), two.initiatorPort());
    assertNotEquals(one.targetPort(), one.initiatorPort());
    assertNotEquals(one.settings().serial(), two.settings().serial());
    assertEquals(one.targetPort(), plan(TcmuDeviceSpec.basic("one")).targetPort());
  }
}
