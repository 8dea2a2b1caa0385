package io.sluice.tcmu.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.tcmu.KernelFinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelChecksTest {
  @TempDir Path folder;
  private KernelPaths paths;

  @BeforeEach
  void machine() throws IOException {
    paths = new KernelPaths(folder.resolve("sys"), folder.resolve("proc"), folder.resolve("dev"));
    for (String trace :
        List.of(
            "kernel/config/target/core",
            "module/target_core_mod",
            "module/target_core_user",
            "bus/tcm_loop_bus",
            "bus/scsi/drivers/sd")) {
      Files.createDirectories(paths.sys().resolve(trace));
    }
    Files.createDirectories(paths.proc().resolve("self"));
    mounts("configfs " + paths.configFs() + " configfs rw 0 0\n");
  }

  private void mounts(String lines) throws IOException {
    Files.writeString(paths.proc().resolve("self/mounts"), lines);
  }

  private List<KernelFinding> problems() {
    return new KernelChecks(paths).run().stream().filter(finding -> !finding.isGood()).toList();
  }

  private KernelFinding onlyProblem() {
    assertEquals(1, problems().size(), problems()::toString);
    return problems().get(0);
  }

  @Test
  void shouldFindNothingWrongWhereAllIsThere() {
    assertEquals(List.of(), problems());
  }

  @Test
  void shouldNameEachModuleThatIsMissing() throws IOException {
    Files.delete(paths.sys().resolve("module/target_core_user"));
    assertEquals("kernel module target_core_user", onlyProblem().subject());
    assertTrue(onlyProblem().remedy().contains("modprobe target_core_user"));
    Files.delete(paths.sys().resolve("bus/tcm_loop_bus"));
    assertTrue(problems().get(1).remedy().contains("modprobe tcm_loop"));
  }

  @Test
  void shouldTellHowToMountConfigfs() throws IOException {
    mounts("sysfs /sys sysfs rw 0 0\nx " + paths.configFs() + "2 configfs rw 0 0\n");
    assertTrue(onlyProblem().remedy().contains("mount -t configfs configfs " + paths.configFs()));
  }

  @Test
  void shouldTellThatTheRightToWriteIsMissing() throws IOException {
    Files.delete(paths.target().resolve("core"));
    assertEquals("right to make devices", onlyProblem().subject());
    assertTrue(onlyProblem().remedy().contains("root"));
  }

  @Test
  void shouldLoadWhatIsMissingAndNothingElse() throws IOException {
    List<String> commands = new ArrayList<>();
    ModuleLoader loader =
        new ModuleLoader(
            paths,
            command -> {
              commands.add(String.join(" ", command));
              return 0;
            });
    loader.loadMissing();
    assertEquals(List.of(), commands);
    Files.delete(paths.sys().resolve("bus/tcm_loop_bus"));
    mounts("");
    loader.loadMissing();
    assertEquals(
        List.of("modprobe -q tcm_loop", "mount -t configfs configfs " + paths.configFs()),
        commands);
  }

  @Test
  void shouldGoOnWhereModulesCannotBeLoaded() throws IOException {
    Files.delete(paths.sys().resolve("module/target_core_user"));
    new ModuleLoader(
            paths,
            command -> {
              throw new IOException("no modprobe");
            })
        .loadMissing();
    assertFalse(problems().isEmpty());
  }
}
