package io.sluice.tcmu.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.tcmu.internal.kernel.FakeKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed at any step, or somebody else was there first. */
@Timeout(60)
class KernelDiskDeathTest {
  private static final Path BACKSTORE = Path.of("core/user_90/disk0");

  @TempDir Path folder;

  private int kernels;

  private TestDisks boot() throws IOException {
    return new TestDisks(folder.resolve("kernel" + kernels++));
  }

  /**
   * Makes the disk with a process that is killed after that step; empty when it came to its end.
   */
  private static Optional<KernelDisk> openAndDie(TestDisks disks, int step) throws IOException {
    disks.kernel.killAfterStep(step);
    try {
      Optional<KernelDisk> whole = Optional.of(disks.open("disk0"));
      disks.kernel.killAfterStep(Integer.MAX_VALUE);
      return whole;
    } catch (FakeKernel.Killed killed) {
      disks.kernel.bury();
      return Optional.empty();
    }
  }

  @Test
  void shouldMakeAnewWhatAKilledProcessHadBegun() throws IOException {
    for (int step = -1; ; step++) {
      try (TestDisks disks = boot()) {
        Optional<KernelDisk> whole = openAndDie(disks, step);
        String where = "killed after step " + step;
        KernelDisk next = whole.isPresent() ? whole.get() : disks.open("disk0");
        assertEquals(Optional.empty(), next.look(), where);
        assertTrue(Files.exists(next.node()), where);
        next.remove(false);
        assertEquals(List.of(), disks.kernel.leftovers(), where);
        if (whole.isPresent()) {
          return;
        }
      }
    }
  }

  @Test
  void shouldRemoveWhatAKilledProcessHadBegunToMake() throws IOException {
    for (int step = -1; ; step++) {
      try (TestDisks disks = boot()) {
        boolean isWhole = openAndDie(disks, step).isPresent();
        disks.kernel.bury();
        boolean isOurs = LeftDisk.names(disks.kernel.asKernel(), "test").equals(List.of("disk0"));
        disks.left("disk0").remove(false);
        List<String> left = disks.kernel.leftovers();
        if (isOurs) {
          assertEquals(List.of(), left, "killed after step " + step);
        } else { // nobody had said yet whose it is, and nothing can use it
          assertTrue(left.stream().noneMatch(each -> each.matches(".*(naa|uio/|nodes/).*")));
        }
        if (isWhole) {
          return;
        }
      }
    }
  }

  @Test
  void shouldGoOnWhereAKilledProcessHadBegunToRemove() throws IOException {
    for (boolean isServedAgain : new boolean[] {true, false}) {
      boolean isWhole = false;
      for (int step = 0; !isWhole; step++) {
        try (TestDisks disks = boot()) {
          KernelDisk disk = disks.open("disk0");
          disks.kernel.forgetSteps();
          disks.kernel.killAfterStep(step);
          try {
            disk.remove(false);
            isWhole = true;
          } catch (FakeKernel.Killed killed) {
            isWhole = false;
          }
          disks.kernel.bury();
          if (isServedAgain) {
            KernelDisk next = disks.open("disk0");
            assertEquals(Optional.empty(), next.look());
            next.remove(false);
          } else {
            disks.left("disk0").remove(false);
          }
          List<String> left = disks.kernel.leftovers();
          left.removeIf(each -> each.matches(".*/user_90(/hba_info)?")); // empty, and shared
          assertEquals(List.of(), left, "killed after step " + step);
        }
      }
    }
  }

  /** Whoever did it: targetcli, rescan-scsi-bus.sh, an earlier attempt. */
  @Test
  void shouldRemoveTheRestOfADiskOfWhichAnyPartIsGone() throws IOException {
    try (TestDisks names = boot()) {
      Path target = Path.of("loopback", names.plan("disk0").targetPort());
      Path group = target.resolve("tpgt_1");
      Path lun = group.resolve("lun/lun_0");
      for (Path gone : List.of(lun.resolve("disk0"), lun, group, target)) {
        try (TestDisks disks = boot()) {
          KernelDisk disk = disks.open("disk0");
          disks.kernel.removeByHand(lun.resolve("disk0"));
          if (disks.kernel.exists(gone)) {
            disks.kernel.removeByHand(gone);
          }
          disk.remove(false);
          assertEquals(List.of(), disks.kernel.leftovers(), gone + " was gone");
        }
      }
    }
  }

  @Test
  void shouldRemoveTheRestOfADiskWhosePathOrScsiDiskIsGone() throws IOException {
    try (TestDisks disks = boot()) {
      KernelDisk disk = disks.open("disk0");
      Files.delete(disk.node());
      disks.kernel.deleteDisk("0:0:1:0"); // the kernel then refuses to end the nexus
      disk.remove(false);
      assertEquals(List.of(), disks.kernel.leftovers());
    }
  }

  @Test
  void shouldMakeAnewABackstoreThatSomebodyRemoved() throws IOException {
    try (TestDisks disks = boot()) {
      KernelDisk disk = disks.open("disk0");
      Path lun = Path.of("loopback", disks.plan("disk0").targetPort(), "tpgt_1/lun/lun_0");
      disks.kernel.removeByHand(lun.resolve("disk0"));
      disks.kernel.removeByHand(BACKSTORE);
      assertEquals(Optional.of(Trouble.BACKSTORE_GONE), disk.look());
      disk.mend(Trouble.BACKSTORE_GONE);
      assertEquals(List.of(), disks.kernel.leftovers());
      disks.open("disk0").remove(false);
    }
  }

  @Test
  void shouldMakeAnewABackstoreOfWhichNobodyHasSaidWhoseItIs() throws IOException {
    try (TestDisks disks = boot()) {
      Files.createDirectories(disks.kernel.paths().target().resolve("core/user_90"));
      disks.kernel.makeDirectory(BACKSTORE);
      disks.open("disk0").remove(false);
      assertEquals(List.of(), disks.kernel.leftovers());
    }
  }

  @Test
  void shouldNotTakeABackstoreOfAnotherServer() throws IOException {
    try (TestDisks disks = boot()) {
      Files.createDirectories(disks.kernel.paths().target().resolve("core/user_90"));
      disks.kernel.makeDirectory(BACKSTORE);
      disks.kernel.write(BACKSTORE.resolve("control"), "dev_config=file/srv/x");
      String message = assertThrows(IOException.class, () -> disks.open("disk0")).getMessage();
      assertTrue(message.contains("file/srv/x"), message);
    }
  }

  @Test
  void shouldOpenARingAnewThatSomebodyHasReset() throws IOException {
    try (TestDisks disks = boot()) {
      KernelDisk disk = disks.open("disk0");
      String opened = disks.kernel.steps().get(disks.kernel.step("open uio"));
      disks.kernel.ring(opened.substring("open ".length())).resetUnderAServer();
      org.awaitility.Awaitility.await()
          .until(() -> disk.look().equals(Optional.of(Trouble.RING_BROKEN)));
      disk.mend(Trouble.RING_BROKEN);
      assertEquals(Optional.empty(), disk.look());
      assertEquals(Optional.empty(), disk.fault());
      disk.remove(false);
      assertEquals(List.of(), disks.kernel.leftovers());
    }
  }
}
