package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import io.sluice.launcher.RunningGateway.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has the name of a configuration and is none that can be read. */
class StrangeFilesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path base;
  private Distribution distribution;
  private Path etc;

  @BeforeEach
  void findDistribution() throws IOException {
    distribution = Distribution.built(base);
    etc = base.resolve("etc");
  }

  private void memory(String name) throws IOException {
    Files.writeString(etc.resolve("io.sluice.backend.memory-" + name + ".cfg"), "size = 1M\n");
  }

  private Path fifo(String name) throws IOException, InterruptedException {
    Path fifo = etc.resolve(name);
    Files.deleteIfExists(fifo);
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    return fifo;
  }

  private static void awaitHandler(RunningGateway gateway, String name, boolean there) {
    await()
        .atMost(PATIENCE)
        .until(() -> gateway.execute("handler:list").contains(name + " ") == there);
  }

  private static long told(RunningGateway gateway, Path file) {
    return gateway
        .output()
        .lines()
        .filter(line -> line.contains("WARN") && line.contains(file + " can't be read"))
        .count();
  }

  private static void awaitTold(RunningGateway gateway, Path file) {
    await().atMost(PATIENCE).until(() -> told(gateway, file) == 1);
  }

  private void assertRefused(String... command) throws Exception {
    Result result = distribution.call(command);
    assertEquals(1, result.exitCode(), result::toString);
    assertTrue(result.output().contains("is neither a regular file nor"), result::toString);
  }

  /** Each format by the name that the gateway gives it, so that none is left out. */
  @Test
  void shouldRefuseAFifoAsAnImageAtOnceWhateverReadsIt() throws Exception {
    String fifo = fifo("fifo").toString();
    String base = Files.write(etc.resolveSibling("base.img"), new byte[1 << 20]).toString();
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      String unknown =
          distribution.call("lun:create", "x", "--image", fifo, "--format", "no").output();
      Matcher formats = Pattern.compile("is one of ([a-z0-9, ]+)").matcher(unknown);
      assertTrue(formats.find(), unknown);
      for (String format : formats.group(1).strip().split(", ", -1)) {
        assertRefused("lun:create", "x", "--image", fifo, "--format", format);
      }
      assertRefused("lun:create", "x", "--file", fifo);
      assertRefused("lun:create", "x", "--overlay", "file:" + base, "--path", fifo);
      String top = this.base.resolve("top.qcow2").toString();
      assertRefused("lun:create", "x", "--overlay", "file:" + fifo, "--path", top, "--create");
      assertRefused("lun:create", "x", "--fault", "file:" + fifo);
      assertRefused("image:inspect", fifo);
      assertTrue(gateway.isAlive());
    }
  }

  private static long warnings(RunningGateway gateway, String text) {
    return gateway
        .output()
        .lines()
        .filter(line -> line.contains("WARN") && line.contains(text))
        .count();
  }

  private static void awaitWarning(RunningGateway gateway, String text) {
    await().atMost(PATIENCE).until(() -> warnings(gateway, text) == 1);
  }

  @Test
  void shouldTellOfLinksThatLeadNowhereAndOfFoldersOnce() throws Exception {
    String kind = "io.sluice.backend.memory-";
    Files.createSymbolicLink(etc.resolve(kind + "dangling.cfg"), Path.of("nowhere"));
    Files.createSymbolicLink(etc.resolve(kind + "loop.cfg"), Path.of(kind + "loop.cfg"));
    Files.createDirectories(etc.resolve(kind + "folder.cfg"));
    Files.createDirectories(base.resolve("bundles/d.jar"));
    String dangling = "dangling.cfg can't be read: it is a symbolic link to nowhere, which is not";
    String loop =
        "loop.cfg can't be read: it is a symbolic link to " + kind + "loop.cfg that leads back";
    String folder = "folder.cfg can't be read: it is a folder, and no file";
    String jar = "d.jar is not used: it is a folder, and no file";
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      for (String text : List.of(dangling, loop, folder, jar)) {
        awaitWarning(gateway, text);
      }
      String doctor = distribution.call("doctor").output();
      for (String text : List.of(dangling, loop, folder, "bundles/d.jar: it is a folder")) {
        assertTrue(doctor.contains(text), doctor);
      }
      Files.delete(etc.resolve(kind + "dangling.cfg"));
      memory("dangling");
      awaitHandler(gateway, "dangling", true);
      for (String text : List.of(dangling, loop, folder, jar)) {
        assertEquals(1, warnings(gateway, text), gateway::output);
      }
    }
  }

  @Test
  void shouldRefuseAKeyThatStandsTwiceAndServeOnAsItWas() throws Exception {
    Path file = etc.resolve("io.sluice.backend.memory-disk.cfg");
    String twice = "size stands in line 1 and again in line 3: take one of them out";
    Files.writeString(file, "size = 1M\n");
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitHandler(gateway, "disk", true);
      Files.writeString(file, "size = 2M\n# or\nsize = 1M\n");
      await().atMost(PATIENCE).until(() -> gateway.execute("handler:list").contains(twice));
      assertTrue(distribution.call("doctor").output().contains(twice));
    }
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.execute("handler:list").contains(twice + " (it serves as last"));
      Files.writeString(file, "size = 1M\n"); // the same to who sees only the last of the two
      await()
          .atMost(PATIENCE)
          .until(() -> !gateway.execute("handler:list").contains("stands in line"));
      awaitHandler(gateway, "disk", true);
    }
  }

  @Test
  void shouldNotWaitInAFifoInPlaceOfTheLogsConfiguration() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      Path file = etc.resolve("logback.xml");
      String good = Files.readString(file);
      fifo("logback.xml");
      awaitWarning(gateway, file + " can't be used (" + file + " is no regular file)");
      Files.delete(file);
      Files.writeString(file, good.replace("level=\"INFO\"", "level=\"ERROR\"") + "<");
      awaitWarning(gateway, "so the log is as it was");
      gateway.terminate();
      assertFalse(gateway.output().contains("did not stop in time"), gateway.output());
    }
  }

  @Test
  void shouldTellInDoctorWhatOnlyARunningGatewayKnows() throws Exception {
    String target = "iqn = iqn.2026-11.io.sluice:one\nportals = 127.0.0.1:13391\n";
    Files.writeString(etc.resolve("io.sluice.iscsi-a.cfg"), target);
    assertFalse(distribution.call("doctor").output().contains("What the gateway that runs"));
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.execute("target:list").contains("iqn.2026-11.io.sluice:one"));
      assertTrue(distribution.call("doctor").output().contains("OK   it refuses nothing"));
      Files.writeString(etc.resolve("io.sluice.iscsi-b.cfg"), target);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                String doctor = distribution.call("doctor").output();
                assertTrue(
                    doctor.contains(
                        "io.sluice.iscsi-b.cfg: iqn = iqn.2026-11.io.sluice:one: another target has"
                            + " that name: io.sluice.iscsi-a.cfg"),
                    doctor);
              });
    }
  }

  @Test
  void shouldServeAllOthersBesideAFileWithoutAName() throws Exception {
    Path nameless = etc.resolve("io.sluice.backend.memory.cfg");
    Files.writeString(nameless, "size = 1M\n");
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitTold(gateway, nameless);
      memory("other");
      awaitHandler(gateway, "other", true);
      assertTrue(gateway.output().contains("io.sluice.backend.memory-NAME.cfg"));
      assertTrue(
          distribution
              .call("doctor")
              .output()
              .contains("call it io.sluice.backend.memory-NAME.cfg"));
    }
    Files.writeString(etc.resolve("io.sluice.backend.memory-esc.cfg"), "size = 1M\\u00zz\n");
    Result judged = distribution.call("doctor", "--etc", etc.toString());
    assertEquals(1, judged.exitCode(), judged::toString);
    assertTrue(judged.output().contains("four hexadecimal digits"), judged::toString);
    assertEquals(Failure.USAGE, distribution.call("doctor", "--etc", "").exitCode());
  }

  @Test
  void shouldServeAllOthersBesideAFifoAndStopAsEver() throws Exception {
    memory("before");
    Path early = fifo("io.sluice.backend.memory-early.cfg");
    Path ofLogback = fifo("logback.xml");
    Path ofShell = fifo("gosh_profile");
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitHandler(gateway, "before", true);
      awaitTold(gateway, early);
      Path late = fifo("io.sluice.backend.memory-late.cfg");
      awaitTold(gateway, late);
      memory("after");
      awaitHandler(gateway, "after", true);
      // What was read once is looked at by the same reader again.
      Path changed = fifo("io.sluice.backend.memory-before.cfg");
      awaitTold(gateway, changed);
      memory("last");
      awaitHandler(gateway, "last", true);
      awaitHandler(gateway, "before", true);
      Files.delete(late);
      memory("late");
      awaitHandler(gateway, "late", true);
      Files.delete(etc.resolve("io.sluice.backend.memory-after.cfg"));
      awaitHandler(gateway, "after", false);
      assertEquals(1, told(gateway, early));
      assertTrue(gateway.output().contains(ofLogback + " can't be used"), gateway.output());
      Result doctor = distribution.call("doctor");
      assertTrue(
          doctor
              .output()
              .contains("io.sluice.backend.memory-early.cfg can't be read: it is no regular file"),
          doctor.output());
      gateway.terminate();
      assertFalse(gateway.output().contains("did not stop in time"), gateway.output());
    }
    assertTrue(Files.exists(ofShell));
  }
}
