package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.launcher.Finding.Verdict;
import io.sluice.tcmu.KernelFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCheckupTest {
  private static final KernelFinding NOT_LOADED =
      KernelFinding.bad("kernel module target_core_user", "not loaded", "As root: modprobe");

  @TempDir Path root;

  @Test
  void shouldTakeOverWhatIsGood() {
    KernelFinding good = KernelFinding.good("configfs", "mounted");

    assertEquals(Verdict.OK, examine("root", good).verdict());
  }

  @Test
  void shouldSayThatTheGatewayWillLoadAModule() throws IOException {
    write("lib/modules/6.1/modules.dep", "kernel/drivers/target/target_core_user.ko.xz: x.ko\n");

    assertEquals(Verdict.WARN, examine("root", NOT_LOADED).verdict());
  }

  @Test
  void shouldSayThatAKernelHasNoSuchModule() throws IOException {
    write("lib/modules/6.1/modules.dep", "kernel/drivers/target/target_core_mod.ko: x.ko\n");

    assertEquals(Verdict.NO, examine("root", NOT_LOADED).verdict());
  }

  @Test
  void shouldTellWhoIsNotRootWhatRootCanDo() throws IOException {
    write("lib/modules/6.1/modules.dep", "kernel/drivers/target/target_core_user.ko: x.ko\n");

    Finding finding = examine("somebody", NOT_LOADED);

    assertEquals(Verdict.NO, finding.verdict());
    assertEquals("As root: modprobe", finding.remedy());
  }

  @Test
  void shouldSayThatTheGatewayWillMountConfigfs() throws IOException {
    write("proc/filesystems", "nodev\tconfigfs\n");

    assertEquals(
        Verdict.WARN,
        examine("root", KernelFinding.bad("configfs", "not mounted", "mount it")).verdict());
  }

  private Finding examine(String user, KernelFinding found) {
    Machine machine = new Machine(root, "6.1", user, List.of());
    return new KernelCheckup(machine, List.of(found)).examine().get(1);
  }

  private void write(String file, String content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
