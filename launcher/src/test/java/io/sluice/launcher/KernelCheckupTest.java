package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.Finding.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCheckupTest {
  @TempDir Path root;

  @BeforeEach
  void bareMachine() throws IOException {
    Files.createDirectories(root.resolve("dev"));
  }

  @Test
  void shouldFindNothingAmissWhereAllIsThere() throws IOException {
    for (String module : List.of("target_core_mod", "target_core_user", "tcm_loop", "uio")) {
      Files.createDirectories(root.resolve("sys/module").resolve(module));
    }
    Files.createDirectories(root.resolve("sys/kernel/config/target"));
    write("proc/mounts", "configfs /sys/kernel/config configfs rw 0 0\n");

    examine("root").forEach(finding -> assertEquals(Verdict.OK, finding.verdict(), finding.what()));
  }

  @Test
  void shouldTellAModuleThatTheGatewayWillLoadFromOneThatIsNotThere() throws IOException {
    write("lib/modules/6.1/modules.dep", "kernel/drivers/target/target_core_user.ko.xz: x.ko\n");
    write("lib/modules/6.1/modules.builtin", "kernel/drivers/uio/uio.ko\n");

    List<Finding> findings = examine("root");

    assertEquals(Verdict.OK, about(findings, "target_core_user").verdict());
    assertEquals(Verdict.OK, about(findings, "uio built in").verdict());
    assertEquals(Verdict.NO, about(findings, "tcm_loop").verdict());
  }

  @Test
  void shouldTellAPersonWhoIsNotRootWhatRootCanDo() throws IOException {
    write("lib/modules/6.1/modules.dep", "kernel/drivers/target/target_core_user.ko: x.ko\n");

    List<Finding> findings = examine("somebody");

    assertEquals(Verdict.NO, about(findings, "runs as somebody").verdict());
    assertTrue(about(findings, "target_core_user").remedy().contains("modprobe target_core_user"));
  }

  @Test
  void shouldTellThatConfigfsIsNotMounted() {
    assertEquals(Verdict.NO, about(examine("root"), "configfs is not mounted").verdict());
  }

  private List<Finding> examine(String user) {
    return new KernelCheckup(new Machine(root, "6.1", user, List.of())).examine();
  }

  private static Finding about(List<Finding> findings, String words) {
    return findings.stream().filter(f -> f.what().contains(words)).findFirst().orElseThrow();
  }

  private void write(String file, String content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
