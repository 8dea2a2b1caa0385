package io.sluice.tcmu.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.tcmu.internal.kernel.FakeKernel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A name and a number of the kernel's are another disk's as soon as a disk is gone. */
@Timeout(60)
class KernelDiskPathTest {
  private static final byte[] OTHERS = "others".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  private TestDisks disks;
  private FakeKernel kernel;

  @BeforeEach
  void boot() throws IOException {
    disks = new TestDisks(folder);
    kernel = disks.kernel;
  }

  @AfterEach
  void stop() {
    disks.close();
  }

  private static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Test
  void shouldBeALinkToTheKernelsNameOfTheDisk() throws IOException {
    KernelDisk disk = disks.open("disk0");
    assertEquals(kernel.paths().dev().resolve("sdz"), Files.readSymbolicLink(disk.node()));
    disk.remove(false);
    assertFalse(isThere(disk.node()));
  }

  @Test
  void shouldBeANodeWhereThereIsNoNameOfTheDisk() throws IOException {
    kernel.withoutDevNodes();
    KernelDisk disk = disks.open("disk0");
    assertFalse(Files.isSymbolicLink(disk.node()));
    assertEquals("block 8:400", Files.readString(disk.node()));
    disk.remove(false);
    assertFalse(isThere(disk.node()));
  }

  @Test
  void shouldTakeUpTheNameOfTheDisksIdentityOnceThereIsOne() throws IOException {
    KernelDisk disk = disks.open("disk0");
    String wwn = HexFormat.of().formatHex(disks.plan("disk0").wwn().toByteArray());
    Path byIdentity = kernel.paths().dev().resolve("disk/by-id/wwn-0x" + wwn);
    Files.createDirectories(byIdentity.getParent());
    Files.createSymbolicLink(byIdentity, Path.of("../../sdz"));
    assertEquals(Optional.empty(), disk.look());
    assertEquals(byIdentity, Files.readSymbolicLink(disk.node()));
    assertEquals("block 8:400", Files.readString(disk.node()));

    Files.delete(byIdentity);
    Files.writeString(byIdentity, "block 253:0"); // multipathd has taken it over
    assertEquals(Optional.empty(), disk.look());
    assertEquals(kernel.paths().dev().resolve("sdz"), Files.readSymbolicLink(disk.node()));
    disk.remove(false);
  }

  @Test
  void shouldGoWithADiskThatWasDeletedBeforeAnotherGetsItsNumber() throws IOException {
    kernel.withoutDevNodes(); // the worst case: a bare number
    KernelDisk disk = disks.open("disk0");
    kernel.deleteDisk("0:0:1:0");
    assertEquals(Optional.of(Trouble.DISK_GONE), disk.look());
    assertFalse(isThere(disk.node()));
    assertEquals("", disk.diskName());

    KernelDisk other = disks.open("other");
    assertEquals("block 8:400", Files.readString(other.node()));
    assertEquals(Optional.of(Trouble.DISK_GONE), disk.look());
    assertFalse(isThere(disk.node()));

    disk.mend(Trouble.DISK_GONE);
    assertEquals("block 8:399", Files.readString(disk.node()));
    assertEquals("block 8:400", Files.readString(other.node()));
    assertEquals(Optional.empty(), disk.look());
    disk.remove(false);
    other.remove(false);
    assertEquals(java.util.List.of(), kernel.leftovers());
  }

  @Test
  void shouldFollowADiskThatWasFoundAgainUnderAnotherNumber() throws IOException {
    KernelDisk disk = disks.open("disk0");
    kernel.deleteDisk("0:0:1:0");
    kernel.addDisk("5:0:0:0", OTHERS);
    assertEquals("block 8:400", Files.readString(disk.node())); // the time until it is noticed
    kernel
        .asKernel()
        .sysFs()
        .write(kernel.paths().sys().resolve("class/scsi_host/host0/scan"), "0 1 -");
    assertEquals(Optional.empty(), disk.look());
    assertEquals("block 8:399", Files.readString(disk.node()));
    assertEquals("sdy", disk.diskName());
    disk.remove(false);
    assertFalse(isThere(disk.node()));
  }

  /** The address of a target that is gone is the next target's. */
  @Test
  void shouldNotFollowToADiskWithAnotherSerialNumber() throws IOException {
    KernelDisk disk = disks.open("disk0");
    kernel.deleteDisk("0:0:1:0");
    kernel.addDisk("0:0:1:0", OTHERS);
    assertEquals(Optional.of(Trouble.DISK_GONE), disk.look());
    assertFalse(isThere(disk.node()));
    kernel.deleteDisk("0:0:1:0");
    disk.remove(false);
  }

  @Test
  void shouldBringBackADiskWhoseLunWasRemoved() throws IOException {
    KernelDisk disk = disks.open(disks.plan("disk0"));
    Path lun = Path.of("loopback", disks.plan("disk0").targetPort(), "tpgt_1/lun/lun_0");
    kernel.removeByHand(lun.resolve("disk0"));
    assertEquals(Optional.of(Trouble.DISK_GONE), disk.look());
    disk.mend(Trouble.DISK_GONE);
    assertEquals(Optional.empty(), disk.look());
    disk.remove(false);
    assertEquals(java.util.List.of(), kernel.leftovers());
  }

  /** A scan of a host looks for LUN 0 only. */
  @Test
  void shouldBringBackADiskWithAnotherLunNumber() throws IOException {
    KernelDisk disk =
        disks.open(
            DiskPlan.of(
                TestDisks.spec("disk0").toBuilder().lun(3).build(),
                new io.sluice.backend.VolumeInfo(
                    TestDisks.GEOMETRY, io.sluice.backend.Capabilities.PLAIN, "test"),
                kernel.devDirectory()));
    kernel.deleteDisk("0:0:1:3");
    assertEquals(Optional.of(Trouble.DISK_GONE), disk.look());
    disk.mend(Trouble.DISK_GONE);
    assertEquals(Optional.empty(), disk.look());
    disk.remove(false);
    assertEquals(java.util.List.of(), kernel.leftovers());
  }

  @Test
  void shouldTakeAStalePathAwayBeforeAnythingElseIsDoneAtAStart() throws IOException {
    disks.open("disk0").leave();
    kernel.deleteDisk("0:0:1:0");
    kernel.addDisk("5:0:0:0", OTHERS);
    Path path = kernel.devDirectory().resolve("disk0");
    assertEquals("block 8:400", Files.readString(path));
    kernel.uioBusy(true); // the old process lives
    org.junit.jupiter.api.Assertions.assertThrows(IOException.class, () -> disks.open("disk0"));
    assertFalse(isThere(path));
    kernel.uioBusy(false);
    KernelDisk next = disks.open("disk0");
    assertEquals("block 8:399", Files.readString(path));
    next.remove(false);
  }

  @Test
  void shouldGiveCommandsTheTimeOfAnOutage() throws IOException {
    KernelDisk disk = disks.open(disks.plan("disk0").withOutageMinutes(6));
    Path timeout = kernel.paths().sys().resolve("bus/scsi/devices/0:0:1:0/timeout");
    assertEquals("60", Files.readString(timeout));
    kernel.deleteDisk("0:0:1:0");
    assertTrue(disk.look().isPresent());
    disk.mend(Trouble.DISK_GONE);
    assertEquals("60", Files.readString(timeout));
    disk.remove(false);
  }

  @Test
  void shouldUseADiskAgainThatTheKernelHadGivenUp() throws IOException {
    disks.open("disk0").leave();
    Path state = kernel.paths().sys().resolve("bus/scsi/devices/0:0:1:0/state");
    Files.writeString(state, "offline\n");
    KernelDisk disk = disks.open("disk0");
    assertEquals("running", Files.readString(state));
    disk.remove(false);
  }
}
