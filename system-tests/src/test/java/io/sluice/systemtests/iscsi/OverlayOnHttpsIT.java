package io.sluice.systemtests.iscsi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.systemtests.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An overlay on a compressed qcow2 image (zstd) on HTTPS. {@code sluice.overlay.kills} and {@code
 * sluice.chaos.seed} set how often the gateway is killed, and when.
 */
class OverlayOnHttpsIT {
  private static final int MIB = 1 << 20;
  private static final int SIZE = 16 * MIB;
  private static final String DISK = "top";

  /** From the first write of a process that is acknowledged. */
  private static final int LONGEST_MILLIS_TO_A_KILL = 500;

  private static final int PATIENCE_SECONDS = 60;

  @TempDir private Path folder;
  @TempDir private Path web;
  private HttpsNginx nginx;
  private IscsiGateway gateway;
  private byte[] content;
  private Path golden;
  private Path overlay;

  @BeforeEach
  void start() throws Exception {
    Requirements.check(
        "nginx",
        "openssl",
        "qemu-img",
        "qemu-io",
        "/usr/share/doc/qemu-block-extra/copyright",
        "iscsi-test-cu");
    nginx = new HttpsNginx(web);
    golden = nginx.file("golden.qcow2");
    overlay = folder.resolve("top.qcow2");
    content = partlyRandom();
    Path raw = Files.write(folder.resolve("golden.raw"), content);
    call(
        "qemu-img",
        "convert",
        "-c",
        "-f",
        "raw",
        "-O",
        "qcow2",
        "-o",
        "compression_type=zstd",
        raw,
        golden);
    gateway = new IscsiGateway(folder.resolve("gateway"));
    gateway.configureHandler(
        "remote", "http", "url = " + nginx.url("golden.qcow2") + "\ncaFile = " + nginx.ca());
    gateway.configureHandler("golden", "image", "format = qcow2\nimage = volume:remote");
    gateway.configureTarget(DISK, "luns = " + DISK + ":0");
    configureDisk();
    gateway.start();
  }

  /** Every second MiB can be compressed. */
  private static byte[] partlyRandom() {
    byte[] content = new byte[SIZE];
    new Random(1).nextBytes(content);
    for (int at = 0; at < SIZE; at++) {
      if (at / MIB % 2 == 0) {
        content[at] = (byte) (at / 1000);
      }
    }
    return content;
  }

  private void configureDisk() throws IOException {
    gateway.configureHandler(
        DISK, "overlay", "base = volume:golden\ncreate = true\npath = " + overlay);
    gateway.configureLun(DISK, "");
  }

  private void removeDisk() throws IOException, InterruptedException {
    gateway.shell("lun:remove", DISK);
    gateway.remove("io.sluice.backend.overlay-" + DISK);
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (gateway != null) {
      gateway.close();
    }
    if (nginx != null) {
      nginx.close();
    }
  }

  private static String call(Object... command) throws IOException, InterruptedException {
    return Call.of(Stream.of(command).map(Object::toString).toList()).succeeded();
  }

  @Test
  void shouldKeepAllThatWasAcknowledgedWheneverItIsKilled() throws Exception {
    byte[] base = Files.readAllBytes(golden);
    Random random = new Random(Long.getLong("sluice.chaos.seed", System.nanoTime()));
    RandomWriter writer = new RandomWriter(content, random);
    int kills = Integer.getInteger("sluice.overlay.kills", 20);
    for (int kill = 1; kill <= kills; kill++) {
      gateway.awaitDisk(gateway.url(DISK));
      writeAndKill(writer, random.nextInt(LONGEST_MILLIS_TO_A_KILL));
      int check = Call.of(List.of("qemu-img", "check", forQemu())).exitCode();
      assertTrue(check == 0 || check == 3, "qemu-img check after kill " + kill + ": " + check);
      writer.check(read());
      gateway.start();
    }
    gateway.awaitDisk(gateway.url(DISK));
    gateway.close();
    call("qemu-img", "check", forQemu());
    writer.check(read());
    assertTrue(writer.acknowledged() > kills, "too little was written: " + writer.acknowledged());
    assertArrayEquals(base, Files.readAllBytes(golden));
  }

  private void writeAndKill(RandomWriter writer, int millis) throws Exception {
    Process initiator =
        new ProcessBuilder("qemu-io", "-f", "raw", gateway.url(DISK))
            .redirectErrorStream(true)
            .start();
    ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
    CompletableFuture<Void> killed = new CompletableFuture<>();
    Runnable kill =
        () -> {
          try {
            gateway.kill();
            initiator.toHandle().destroyForcibly(); // leaves what it said to be read
            killed.complete(null);
          } catch (InterruptedException | RuntimeException e) {
            killed.completeExceptionally(e);
          }
        };
    try {
      writer.writeTo(
          initiator,
          () -> {
            Future<?> unused = killer.schedule(kill, millis, TimeUnit.MILLISECONDS);
          });
      assertNotEquals(0, initiator.onExit().get().exitValue(), "it was not killed");
      killed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      killer.shutdownNow();
      initiator.destroyForcibly();
    }
  }

  /** QEMU does not know where volume:golden is. */
  private String forQemu() {
    return "json:{'driver':'qcow2','file':{'driver':'file','filename':'%s'},'backing':{'driver':'qcow2','file':{'driver':'file','filename':'%s'}}}"
        .formatted(overlay, golden);
  }

  private byte[] read() throws IOException, InterruptedException {
    Path raw = folder.resolve("read.raw");
    call("qemu-img", "convert", "-O", "raw", forQemu(), raw);
    return Files.readAllBytes(raw);
  }

  @Test
  void shouldLeaveNothingBehind() throws Exception {
    openAndClose();
    Set<Path> files = files();
    List<String> threads = gateway.threads();
    for (int round = 0; round < 8; round++) {
      openAndClose();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              List<String> now = gateway.threads();
              assertTrue(now.size() <= threads.size(), () -> now + ", before " + threads);
              Set<Path> more = files();
              more.removeAll(files);
              assertEquals(Set.of(), more);
            });
  }

  /** Gives who reads and writes a disk, and takes it away again. */
  private void openAndClose() throws Exception {
    configureDisk();
    gateway.awaitDisk(gateway.url(DISK));
    call("qemu-io", "-f", "raw", "-c", "read 0 4M", "-c", "write -P 7 5M 2M", gateway.url(DISK));
    removeDisk();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertEquals(
                    List.of(), gateway.openFiles().stream().filter(this::isOfTheStack).toList()));
    call("qemu-img", "check", forQemu());
  }

  private boolean isOfTheStack(String file) {
    return file.startsWith(overlay.toString())
        || file.startsWith(gateway.base().resolve("var/cache/http").toString());
  }

  /** But for the log and what the framework keeps. */
  private Set<Path> files() throws IOException {
    Path log = gateway.base().resolve("var/log");
    Path framework = gateway.base().resolve("var/framework");
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !file.startsWith(log) && !file.startsWith(framework))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
