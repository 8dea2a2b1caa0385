package io.sluice.systemtests.iscsi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.systemtests.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets and LUNs that come, change and go while the gateway runs. */
class LiveChangesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static IscsiGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    Requirements.check("iscsi-test-cu", "qemu-io");
    gateway = new IscsiGateway(folder);
    memoryDisk("steady", "");
    gateway.start();
    gateway.awaitDisk(gateway.url("steady"));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (gateway != null) {
      gateway.close();
    }
  }

  private static void memoryDisk(String name, String targetKeys) throws IOException {
    gateway.configure(name, "memory", "size = 16M", "", targetKeys);
  }

  private static Call ask(String tool, String url) throws IOException, InterruptedException {
    return Call.of(List.of(tool, url));
  }

  private static boolean answers(String url) throws IOException, InterruptedException {
    return ask("iscsi-readcapacity16", url).exitCode() == 0;
  }

  @Test
  void shouldServeADiskThatIsConfiguredWhileItRuns() throws Exception {
    assertFalse(answers(gateway.url("late")));
    memoryDisk("late", "");
    gateway.awaitDisk(gateway.url("late"));
    Call.of(List.of("qemu-io", "-f", "raw", "-c", "write -P 7 0 1M", gateway.url("late")))
        .succeeded();
  }

  @Test
  void shouldStopServingWhatIsConfiguredNoMore() throws Exception {
    memoryDisk("brief", "");
    gateway.awaitDisk(gateway.url("brief"));
    gateway.remove("io.sluice.iscsi-brief");
    await().atMost(PATIENCE).until(() -> !answers(gateway.url("brief")));
    assertTrue(answers(gateway.url("steady")));
  }

  @Test
  void shouldMoveADiskToAnotherTarget() throws Exception {
    memoryDisk("moved", "");
    gateway.awaitDisk(gateway.url("moved"));
    gateway.configureTarget("moved", "luns = moved:5\n");
    await().atMost(PATIENCE).until(() -> answers(gateway.url("moved", 5)));
    assertFalse(answers(gateway.url("moved")));
    gateway.remove("io.sluice.iscsi-moved");
    gateway.configureTarget("other", "luns = moved:0\n");
    await().atMost(PATIENCE).until(() -> answers(gateway.url("other")));
    await().atMost(PATIENCE).until(() -> !answers(gateway.url("moved", 5)));
  }

  @Test
  void shouldServeOnAsBeforeWhenAChangeIsWrong() throws Exception {
    memoryDisk("typo", "");
    gateway.awaitDisk(gateway.url("typo"));
    gateway.configureTarget("typo", "luns = typo:0\nmaxSessions = many\n");
    await()
        .atMost(PATIENCE)
        .until(() -> gateway.output().contains("io.sluice.iscsi-typo.cfg: maxSessions"));
    assertTrue(answers(gateway.url("typo")));
  }

  /** Otherwise a slip would offer its disks to everybody on this machine. */
  @Test
  void shouldServeATargetWhoseFileVanishedAsLongAsItIsInUse() throws Exception {
    memoryDisk("used", "");
    gateway.awaitDisk(gateway.url("used"));
    Path running = folder.resolve("running");
    Process user =
        new ProcessBuilder("iscsi-perf", "-m", "1", "-b", "8", "-t", "600", gateway.url("used"))
            .redirectErrorStream(true)
            .redirectOutput(running.toFile())
            .start();
    try {
      await().atMost(PATIENCE).until(() -> Files.readString(running).contains("iops"));
      gateway.remove("io.sluice.iscsi-used");
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.output().contains("io.sluice.iscsi-used.cfg is gone"));
      assertTrue(answers(gateway.url("used")));
      assertTrue(user.isAlive());
    } finally {
      user.destroyForcibly().waitFor();
    }
    await().atMost(PATIENCE).until(() -> !answers(gateway.url("used")));
  }
}
