package io.sluice.systemtests.iscsi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.systemtests.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An overlay on a compressed image that qemu-img made, through QEMU's initiator. */
class OverlayIT {
  private static final int MIB = 1 << 20;
  private static final int SIZE = 32 * MIB;
  private static final String DISK = "top";

  @TempDir private Path folder;
  private IscsiGateway gateway;
  private Path raw;
  private Path golden;
  private Path overlay;

  @BeforeEach
  void start() throws Exception {
    Requirements.check(
        "qemu-img", "qemu-io", "/usr/share/doc/qemu-block-extra/copyright", "iscsi-test-cu");
    raw = Files.write(folder.resolve("golden.raw"), content());
    golden = folder.resolve("golden.qcow2");
    overlay = folder.resolve("top.qcow2");
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
    gateway.configure(
        "golden", "image", "format = qcow2\nreadOnly = true\nimage = " + golden, "", "");
    gateway.configure(
        DISK, "overlay", "base = volume:golden\ncreate = true\npath = " + overlay, "", "");
    gateway.start();
    gateway.awaitDisk(gateway.url(DISK));
  }

  /** Some of it can be compressed, some can't, and some is zero. */
  private static byte[] content() {
    byte[] content = new byte[SIZE];
    Random random = new Random(1);
    for (int at = 0; at < SIZE; at += MIB) {
      for (int i = at; i < at + MIB && random.nextInt(3 * MIB) != 0; i++) {
        content[i] = (byte) (at / MIB % 2 == 0 ? i / 1000 : random.nextInt());
      }
    }
    return content;
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (gateway != null) {
      gateway.close();
    }
  }

  private static String call(Object... command) throws IOException, InterruptedException {
    return Call.of(List.of(command).stream().map(Object::toString).toList()).succeeded();
  }

  private void io(String... commands) throws IOException, InterruptedException {
    List<Object> call = new ArrayList<>(List.of("qemu-io", "-f", "raw"));
    for (String command : commands) {
      call.add("-c");
      call.add(command);
    }
    call.add(gateway.url(DISK));
    String output = call(call.toArray());
    assertTrue(!output.contains("failed"), output);
  }

  private void requireSameAs(Path expected) throws IOException, InterruptedException {
    call("qemu-img", "compare", "-f", "raw", "-F", "raw", expected, gateway.url(DISK));
  }

  @Test
  void shouldKeepMomentsAndLeaveItsBaseAlone() throws Exception {
    byte[] base = Files.readAllBytes(golden);
    requireSameAs(raw);

    io("write -P 5 4k 300k", "write -P 6 20M 1M");
    gateway.shell("overlay:snapshot", DISK, "kept");
    io("write -P 7 0 2M", "discard 24M 1M", "write -P 8 31M 1M");
    assertTrue(gateway.shell("overlay:list", DISK).contains("kept"));
    io("read -P 7 0 2M", "read -P 0 24M 1M");

    gateway.shell("overlay:revert", DISK, "kept", "--yes");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> io("read -P 5 4k 300k", "read -P 6 20M 1M"));
    gateway.shell("overlay:reset", DISK, "--yes");
    requireSameAs(raw);
    gateway.shell("overlay:revert", DISK, "kept", "--yes");
    gateway.shell("overlay:delete", DISK, "kept", "--yes");
    io("read -P 5 4k 300k", "read -P 6 20M 1M");

    gateway.close();
    requireClean();
    assertEquals(-1, Arrays.mismatch(base, Files.readAllBytes(golden)));
  }

  @Test
  void shouldKeepWhatWasAcknowledgedWhenItIsKilled() throws Exception {
    for (int kill = 1; kill <= 3; kill++) {
      io("write -P %d %dM 3M".formatted(kill, kill * 4), "write -P %d 2k 6k".formatted(kill));
      gateway.kill();
      gateway.start();
      gateway.awaitDisk(gateway.url(DISK));
      io("read -P %d %dM 3M".formatted(kill, kill * 4), "read -P %d 2k 6k".formatted(kill));
    }
    gateway.close();
    requireClean();
  }

  /** QEMU does not know where volume:golden is. */
  private void requireClean() throws IOException, InterruptedException {
    call(
        "qemu-img",
        "check",
        "json:{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\",\"filename\":\"%s\"},\"backing\":null}"
            .formatted(overlay));
  }
}
