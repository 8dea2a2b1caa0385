package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may read what a gateway keeps. */
class PrivateStateIT {
  @TempDir Path base;
  private Path var;
  private Distribution careless;

  /** The distribution, called under an umask that takes nothing away. */
  @BeforeEach
  void configure() throws IOException {
    var = base.resolve("var");
    Distribution built = Distribution.built(base);
    careless =
        new Distribution(
            built.home(),
            base,
            built.javaHome(),
            List.of("sh", "-c", "umask 0; exec \"$@\"", "careless"));
    Path etc = base.resolve("etc");
    Files.writeString(etc.resolve("io.sluice.backend.memory-disk.cfg"), "size = 1M\n");
    Files.writeString(etc.resolve("io.sluice.lun-disk.cfg"), "transports = iscsi\n");
    Files.writeString(
        etc.resolve("io.sluice.iscsi-none.cfg"), "portals = 127.0.0.1:0\nluns = other\n");
  }

  private List<String> open() throws IOException {
    Set<PosixFilePermission> others = PosixFilePermissions.fromString("---rwxrwx");
    List<String> open = new ArrayList<>();
    try (Stream<Path> all = Files.walk(var)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Set<PosixFilePermission> mode =
            Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        if (!Files.isSymbolicLink(path) && mode.removeAll(others)) {
          open.add(path.toString());
        }
      }
    }
    return open;
  }

  @Test
  void shouldKeepWhatItKeepsForItselfUnderAnyUmask() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(careless)) {
      await().until(() -> gateway.execute("lun:list").contains("SERVING"));
      assertEquals(List.of(), open());
    }
    assertEquals(List.of(), open());
  }

  @Test
  void shouldLetNoOtherUserIn() throws Exception {
    Prerequisite.root();
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(var.resolve("framework"));
    Files.writeString(var.resolve("framework/of-an-earlier-version"), "a signed URL");
    Files.setPosixFilePermissions(var, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (RunningGateway gateway = RunningGateway.start(careless)) {
      await().until(() -> gateway.execute("lun:list").contains("SERVING"));
      Process stranger =
          new ProcessBuilder(
                  "setpriv",
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups",
                  "find",
                  var.toString(),
                  "-mindepth",
                  "1")
              .redirectErrorStream(true)
              .start();
      String seen = new String(stranger.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(seen.contains("Permission denied"), seen);
      assertEquals(1, seen.lines().count(), seen);
      assertEquals(List.of(), open());
    }
  }
}
