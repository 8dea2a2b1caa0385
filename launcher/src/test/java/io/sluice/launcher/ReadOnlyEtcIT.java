package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import io.sluice.launcher.RunningGateway.Result;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that change configurations, where the folder of these can't be written. */
class ReadOnlyEtcIT {
  @TempDir Path base;
  private Path etc;
  private String portal;
  private Distribution distribution;
  private boolean isMounted;

  @BeforeEach
  void mount() throws Exception {
    Prerequisite.root();
    distribution = Distribution.built(base);
    etc = base.resolve("etc");
    isMounted = call("mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "sluice-test", etc) == 0;
    Prerequisite.check(isMounted, "no tmpfs can be mounted here");
    try (ServerSocket free = new ServerSocket(0)) {
      portal = "127.0.0.1:" + free.getLocalPort();
    }
    Files.writeString(etc.resolve("io.sluice.iscsi-disks.cfg"), "portals = " + portal + "\n");
  }

  @AfterEach
  void unmount() throws Exception {
    if (isMounted) {
      assertEquals(0, call("umount", etc));
    }
  }

  private static int call(Object... command) throws IOException, InterruptedException {
    return new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
        .inheritIO()
        .start()
        .waitFor();
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(etc)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  private void assertRefused(RunningGateway gateway, String... command) throws IOException {
    Result result = gateway.call(command);
    assertEquals(1, result.exitCode(), result::toString);
    String told = result.output().strip();
    assertTrue(told.contains(etc + " can't be written (Read-only file system)"), told);
    assertTrue(told.contains("nothing was changed"), told);
    assertFalse(told.contains("Exception"), told);
    assertEquals(1, told.lines().count(), told);
  }

  @Test
  void shouldSayWhichFolderCantBeWrittenAndChangeNothing() throws Exception {
    Path secret = Files.writeString(base.resolve("secret"), "a-secret-of-farm1\n");
    assertEquals(0, call("chmod", "600", secret));
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      gateway.execute("lun:create", "kept", "--memory", "1M", "--transports", "iscsi");
      String list = gateway.execute("lun:list");
      assertEquals(0, call("mount", "-o", "remount,ro", etc));
      Map<String, String> before = files();
      assertRefused(gateway, "lun:create", "more", "--memory", "1M", "--transports", "iscsi");
      assertRefused(gateway, "lun:set", "kept", "threads=3");
      assertRefused(gateway, "target:create", "other", "--portals", portal);
      assertRefused(gateway, "target:set", "disks", "luns=kept:3");
      assertRefused(gateway, "target:remove", "disks", "--yes");
      assertRefused(
          gateway, "acl:add", "disks", "--chap", "farm1", "--secret-file", secret.toString());
      assertEquals(before, files());
      assertEquals(list, gateway.execute("lun:list"));
      assertEquals(0, call("mount", "-o", "remount,rw", etc));
      gateway.execute("lun:create", "more", "--memory", "1M", "--transports", "iscsi");
      String next = gateway.execute("lun:list", "more");
      assertTrue(next.contains("/1 "), next); // the refused one has used no number up
    }
  }

  @Test
  void shouldGiveTheNumberBackOfADiskThatWasNotMade() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      gateway.execute("lun:create", "first", "--memory", "1M", "--transports", "iscsi");
      Result failed =
          gateway.call(
              "lun:create", "web", "--http", "http://127.0.0.1:1/x", "--transports", "iscsi");
      assertEquals(1, failed.exitCode(), failed::toString);
      assertTrue(failed.output().contains("http://127.0.0.1:1/x"), failed::output);
      assertTrue(failed.output().contains("connection refused"), failed::output);
      gateway.execute("lun:create", "second", "--memory", "1M", "--transports", "iscsi");
      String next = gateway.execute("lun:list", "second");
      assertTrue(next.contains("/1 "), next);
    }
  }
}
