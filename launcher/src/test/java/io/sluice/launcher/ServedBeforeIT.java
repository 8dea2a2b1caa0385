package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway of this version on what one of version 0.1.0 has written and served (its folder, under
 * {@code served-by-0.1.0}), mistakes among it that that version did not notice; and what a gateway
 * of that version would find after it, by the rules that it reads with ({@link ReaderOf010}).
 */
class ServedBeforeIT {
  private static final Path SERVED = Path.of("src/test/resources/served-by-0.1.0");

  /** Of a file that is changed, the last look at it comes some seconds later. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path base;
  private Distribution distribution;
  private final List<Integer> ports = List.of(freePort(), freePort(), freePort());

  @BeforeEach
  void putInPlace() throws IOException {
    distribution = Distribution.built(base);
    try (Stream<Path> files = Files.walk(SERVED)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path copy = base.resolve(SERVED.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        String text = Files.readString(file).replace("@BASE@", base.toString());
        for (int i = 0; i < ports.size(); i++) {
          text = text.replace("@PORT" + (i + 1) + "@", ports.get(i).toString());
        }
        Files.writeString(copy, text);
      }
    }
    Files.setPosixFilePermissions(
        base.resolve("etc/disks.secrets"), PosixFilePermissions.fromString("rw-------"));
    Files.write(base.resolve("disk0.img"), new byte[1 << 20]);
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void shouldServeWhatVersion010HasServedButForWhatMayHaveBeenMeantToBeClosed() throws Exception {
    String id = Files.readString(base.resolve("etc/gateway-id"));
    Map<String, String> configured = configurations();
    for (int start = 0; start < 2; start++) { // the second one by what the first has accepted
      try (RunningGateway gateway = RunningGateway.start(distribution)) {
        await()
            .atMost(PATIENCE)
            .until(
                () -> gateway.execute("lun:list").matches("(?s).*demo +SERVING.*disk0 +SERVING.*"));
        await().atMost(PATIENCE).until(() -> listens(ports.get(0)) && listens(ports.get(2)));
        String luns = gateway.execute("lun:list");
        assertTrue(luns.contains("unknown key thread. Did you mean threads?"), luns);
        assertTrue(luns.contains("(it serves as last accepted; mend the file)"), luns);
        String targets = gateway.execute("target:list");
        assertTrue(targets.matches("(?s).*disks +iqn\\S+ +\\S+ +demo:0, disk0:1.*"), targets);
        assertTrue(targets.contains("unknown key maxSession. Did you mean maxSessions?"), targets);
        assertTrue(targets.contains("disk0:5"), targets);
        assertTrue(targets.contains("unknown key chapfile. Did you mean chapFile?"), targets);
        assertFalse(listens(ports.get(1)), "it was open to everybody, and hardly meant to be");
        String output = gateway.output();
        for (String key : List.of("cmdTimeout", "allowdowngrade", "thread", "maxSession")) {
          assertTrue(output.contains("unknown key " + key + ". Did you mean"), output);
        }
      }
    }
    assertEquals(id, Files.readString(base.resolve("etc/gateway-id")));
    assertEquals(configured, configurations(), "nobody else writes there");
    assertEquals(List.of(), new ReaderOf010(base).problems());
    assertEquals(Map.of("demo", 0, "disk0", 1), new ReaderOf010(base).lunNumbers("disks"));
    assertTrue(Files.readString(base.resolve("var/reservations/disk0")).contains("holder"));
  }

  private Map<String, String> configurations() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.list(base.resolve("etc"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(".cfg")) {
          all.put(file.getFileName().toString(), Files.readString(file));
        }
      }
    }
    return all;
  }

  @Test
  void shouldTakeADiskAwayForNoMistakeOfMonthsAgo() throws Exception {
    Path lun = base.resolve("etc/io.sluice.lun-disk0.cfg");
    Path target = base.resolve("etc/io.sluice.iscsi-disks.cfg");
    Path backend = base.resolve("etc/io.sluice.backend.file-disk0.cfg");
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.execute("lun:list").matches("(?s).*disk0 +SERVING.*"));
      await().atMost(PATIENCE).until(() -> listens(ports.get(0)));
      Files.writeString(lun, "\ufeff" + Files.readString(lun));
      Files.writeString(target, Files.readString(target).replace("chapFile", "chapfile"));
      Files.writeString(backend, Files.readString(backend) + "sise = 2M\n");
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.execute("lun:list").contains("begins with a byte order mark"));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  gateway.execute("target:list").contains("iscsi-disks.cfg: unknown key chapfile"));
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.execute("handler:list").contains("unknown key sise"));
      assertTrue(gateway.execute("target:list").contains("everybody, CHAP"));
    }
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.execute("lun:list").matches("(?s).*disk0 +SERVING.*"));
      await().atMost(PATIENCE).until(() -> listens(ports.get(0)));
      String luns = gateway.execute("lun:list");
      assertTrue(luns.contains("begins with a byte order mark"), luns);
      assertTrue(luns.contains("unknown key sise. Did you mean size?"), luns);
      String targets = gateway.execute("target:list");
      assertTrue(targets.contains("everybody, CHAP"), targets);
      assertTrue(targets.contains("iscsi-disks.cfg: unknown key chapfile"), targets);
      assertTrue(distribution.call("doctor").output().contains("last accepted serves until then"));

      Files.writeString(lun, Files.readString(lun).substring(1));
      Files.writeString(target, Files.readString(target).replace("chapfile", "chapFile"));
      Files.writeString(backend, Files.readString(backend).replace("sise = 2M\n", ""));
      await()
          .atMost(PATIENCE)
          .until(() -> !gateway.execute("lun:list").matches("(?s).*disk0[^\n]*last accepted.*"));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  !gateway
                      .execute("target:list")
                      .contains("iscsi-disks.cfg: unknown key chapfile"));
    }
  }

  @Test
  void shouldServeNothingOfANewFileUnderTheNameOfADeletedOne() throws Exception {
    Path target = base.resolve("etc/io.sluice.iscsi-disks.cfg");
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      await().atMost(PATIENCE).until(() -> listens(ports.get(0)));
    }
    Files.delete(target);
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.execute("lun:list").matches("(?s).*disk0 +SERVING.*"));
      Files.writeString(target, "portals = 127.0.0.1:" + ports.get(0) + "\nchapfile = x\n");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  gateway.execute("target:list").contains("iscsi-disks.cfg: unknown key chapfile"));
      assertFalse(listens(ports.get(0)));
    }
  }
}
