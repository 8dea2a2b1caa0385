package io.sluice.systemtests.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.systemtests.Requirements;
import io.sluice.systemtests.chaos.Chaos.Extent;
import io.sluice.systemtests.kernel.Distribution;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Over iSCSI, natively: fio writes and verifies through QEMU's initiator, while a gateway is
 * treated as badly as can be.
 *
 * <p>{@code sluice.chaos.swaps}, {@code .kills}, {@code .minutes} and {@code .seed} set how long
 * and in which order.
 */
class ChaosIT {
  private static final List<String> LUNS = List.of("left", "right");
  private static final int SWAPS_THAT_MUST_NOT_LEAK = 20;
  private static final int MIB = 1 << 20;
  private static final int THREADS_THAT_COME_AND_GO = 24;
  private static final int DESCRIPTORS_THAT_COME_AND_GO = 24;

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final List<Load> loads = new ArrayList<>();
  private GatewayProcess gateway;

  @AfterEach
  void end() throws Exception {
    for (Load load : loads) {
      load.close();
    }
    processes.forEach(Process::destroyForcibly);
    if (gateway != null && gateway.isAlive()) {
      gateway.kill();
    }
  }

  @Test
  void shouldFailNoCommandWhateverIsDoneToTheGateway() throws Exception {
    Requirements.check("fio", "qemu-nbd", "/usr/share/doc/qemu-block-extra/copyright");
    int port = freePort();
    Path base = folder.resolve("base");
    Path home = homeWithoutFileBackend();
    BackendJars jars = new BackendJars(fileBackend(), base.resolve("bundles/file-backend.jar"));
    Files.createDirectories(base.resolve("etc"));
    Files.createDirectories(jars.file().getParent());
    Files.copy(fileBackend(), jars.file());
    gateway = new GatewayProcess(home, base, folder.resolve("output.txt"));
    long seed = Long.getLong("sluice.chaos.seed", 1);
    System.out.println("seed " + seed + " (-Dsluice.chaos.seed)");
    Chaos chaos = new Chaos(gateway, jars, LUNS, "iscsi", folder, 32L * MIB, seed);
    chaos.configure();
    Files.writeString(
        base.resolve("etc/io.sluice.iscsi-chaos.cfg"),
        "iqn = iqn.2026-11.io.sluice.test:chaos\nportals = 127.0.0.1:%d\nluns = left:0, right:1\n"
            .formatted(port));
    gateway.start();
    try {
      chaos.awaitServing();
      for (int lun = 0; lun < LUNS.size(); lun++) {
        loads.add(load(lun, port));
      }
      chaos.run(
          new Extent(
              Integer.getInteger("sluice.chaos.swaps", 50),
              Integer.getInteger("sluice.chaos.kills", 2),
              Duration.ofMinutes(Integer.getInteger("sluice.chaos.minutes", 0))));
      Leaks before = Leaks.of(gateway);
      chaos.run(new Extent(SWAPS_THAT_MUST_NOT_LEAK, 0, Duration.ZERO));
      for (Load load : loads) {
        assertTrue(load.finish() > 0);
      }
      assertNothingLeaked(before);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "with seed " + seed + ": " + e.getMessage() + "\n--- gateway\n" + tail(gateway.log()), e);
    }
    gateway.stop();
  }

  private void assertNothingLeaked(Leaks before) throws IOException {
    Leaks after = Leaks.of(gateway);
    String both = before + ", then " + after;
    assertEquals(before.bundles(), after.bundles(), both);
    assertTrue(after.threads() <= before.threads() + THREADS_THAT_COME_AND_GO, both);
    assertTrue(after.descriptors() <= before.descriptors() + DESCRIPTORS_THAT_COME_AND_GO, both);
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              Leaks now = Leaks.of(gateway);
              assertTrue(
                  now.classLoaders() > 0 && now.classLoaders() <= now.bundles(), now::toString);
            });
  }

  private static String tail(String text) {
    List<String> lines = text.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 120), lines.size()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The distribution, with its file backend taken out, since that is dropped in. */
  private Path homeWithoutFileBackend() throws IOException {
    Path from = Distribution.home();
    Path to = folder.resolve("sluice");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
        Path relative = from.relativize(file);
        boolean wanted =
            !relative.startsWith("var")
                && !file.getFileName().toString().startsWith("file-backend")
                && !file.getFileName().toString().endsWith(".cfg");
        if (wanted) {
          Files.copy(file, to.resolve(relative.toString()));
        }
      }
    }
    return to;
  }

  private static Path fileBackend() throws IOException {
    try (Stream<Path> files = Files.walk(Distribution.home().resolve("system"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("file-backend"))
          .findFirst()
          .orElseThrow();
    }
  }

  private Load load(int lun, int port) throws IOException {
    Path socket = folder.resolve("nbd" + lun);
    String url = "iscsi://127.0.0.1:%d/iqn.2026-11.io.sluice.test:chaos/%d".formatted(port, lun);
    processes.add(
        new ProcessBuilder(
                "qemu-nbd", "-f", "raw", "--cache=none", "-t", "-k", socket.toString(), url)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("qemu-nbd" + lun + ".txt").toFile())
            .start());
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(socket));
    List<String> command =
        List.of(
            "fio",
            "--name=chaos",
            "--ioengine=nbd",
            "--uri=nbd+unix:///?socket=" + socket,
            lun == 0 ? "--rw=randwrite" : "--rw=randrw",
            "--bs=4k",
            "--iodepth=16",
            "--size=16M",
            "--verify=crc32c",
            "--verify_fatal=1",
            "--verify_dump=0",
            "--verify_state_save=0",
            "--time_based",
            "--runtime=5");
    return new Load(command, folder.resolve("fio" + lun + ".txt"));
  }
}
