package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backends of others in the folder {@code bundles/} of the built distribution. */
class DropInIT {
  @TempDir Path base;
  private Distribution distribution;
  private Path bundles;

  @BeforeEach
  void putExampleAndConfiguration() throws IOException {
    distribution = Distribution.built(base);
    bundles = Files.createDirectories(base.resolve("bundles"));
    Files.copy(exampleJar(), bundles.resolve("example.jar"));
    Path etc = Files.createDirectories(base.resolve("etc"));
    Files.writeString(etc.resolve("io.sluice.example.lba-lba0.cfg"), "size = 64M\n");
    Files.writeString(etc.resolve("io.sluice.lun-lba0.cfg"), "handler = lba0\n");
  }

  private static Path exampleJar() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.matches(".*/lba-backend[^/]*\\.jar"))
        .map(Path::of)
        .findFirst()
        .orElseThrow(() -> new AssertionError("the example is built in the phase package"));
  }

  @Test
  void shouldServeADroppedInBackendAsALogicalUnit() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitBound(gateway);
    }
  }

  @Test
  void shouldStartTheOthersWhenOneJarIsDamaged() throws Exception {
    Files.writeString(bundles.resolve("a-damaged.jar"), "no jar at all");
    Files.write(
        bundles.resolve("b-truncated.jar"), Arrays.copyOf(Files.readAllBytes(exampleJar()), 1000));
    Files.createSymbolicLink(bundles.resolve("c-gone.jar"), bundles.resolve("nowhere"));

    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitBound(gateway);
      awaitOutput(gateway, "a-damaged.jar is not used");
      awaitOutput(gateway, "b-truncated.jar is not used");
      awaitOutput(gateway, "c-gone.jar is not used");
    }
  }

  @Test
  void shouldRefuseAJarThatOthersMayWrite() throws Exception {
    Files.setPosixFilePermissions(
        bundles.resolve("example.jar"), PosixFilePermissions.fromString("rw-rw-rw-"));

    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitOutput(gateway, "example.jar is not used");
      assertFalse(
          gateway.execute("gateway:bundles").contains("io.sluice.example.lba"), gateway::output);
    }
  }

  @Test
  void shouldTakeUpABackendWhileTheGatewayRuns() throws Exception {
    Files.delete(bundles.resolve("example.jar"));
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      Files.copy(exampleJar(), bundles.resolve("example.jar"));
      awaitBound(gateway);
      assertTrue(gateway.execute("bundle:status").contains("io.sluice.example.lba"));
      useInTheShell(gateway);
      Files.delete(bundles.resolve("example.jar"));
      awaitOutput(gateway, "example.jar is kept: its file is gone, and it goes on");
      gateway.execute("bundle:remove", "io.sluice.example.lba", "--force", "--yes");
      assertFalse(
          gateway.execute("gateway:bundles").contains("io.sluice.example.lba"), gateway::output);
    }
  }

  @Test
  void shouldDeployAJarOfTheFolderThatThePersonIsIn() throws Exception {
    Files.move(bundles.resolve("example.jar"), base.resolve("elsewhere.jar"));
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      Process process =
          distribution.builder("bundle:deploy", "elsewhere.jar").directory(base.toFile()).start();
      assertEquals(0, process.waitFor(), gateway::output);
      awaitBound(gateway);
      assertTrue(Files.exists(bundles.resolve("elsewhere.jar.deployed")));
    }
  }

  /** As a backend of our own. */
  private static void useInTheShell(RunningGateway gateway) {
    assertTrue(gateway.execute("backend:list").contains("lba"), gateway::output);
    String keys = gateway.execute("backend:describe", "lba");
    assertTrue(keys.contains("Size of the disk, such as 64M"), keys);
    assertFalse(keys.contains("(must be set)"), keys);
    String made = gateway.execute("lun:create", "lba1", "--lba", "--size", "32M");
    assertTrue(made.contains("32 MiB"), made);
    String resized = gateway.execute("lun:resize", "lba1", "48M");
    assertTrue(gateway.execute("lun:list").matches("(?s).*lba1 [^\\n]*48 MiB.*"), resized);
    gateway.execute("lun:remove", "lba1", "--handler", "--yes");
    assertFalse(gateway.execute("handler:list").contains("lba1"), gateway::output);
  }

  private static void awaitOutput(RunningGateway gateway, String text) {
    await().untilAsserted(() -> assertTrue(gateway.output().contains(text), gateway::output));
  }

  private static void awaitBound(RunningGateway gateway) {
    await()
        .untilAsserted(
            () -> {
              String list = gateway.execute("lun:list");
              assertTrue(list.lines().anyMatch(line -> line.matches("lba0 .*64.*")), list);
            });
  }
}
