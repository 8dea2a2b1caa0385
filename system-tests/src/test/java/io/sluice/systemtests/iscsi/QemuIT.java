package io.sluice.systemtests.iscsi;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.systemtests.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** QEMU's initiator, on a disk that everybody may use and on one that asks for CHAP. */
class QemuIT {
  private static final String OPEN = "open";
  private static final String GUARDED = "guarded";
  private static final int MIB = 1 << 20;
  private static final int SIZE = 64 * MIB;

  @TempDir static Path folder;
  private static IscsiGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    Requirements.check("qemu-io", "/usr/share/doc/qemu-block-extra/copyright", "iscsi-test-cu");
    gateway = new IscsiGateway(folder);
    Path secrets = gateway.writeSecrets("initiator alice secret-of-alice\n");
    configure(OPEN, "");
    configure(GUARDED, "chapFile = " + secrets);
    gateway.start();
    gateway.awaitDisk(url(OPEN));
    gateway.awaitDisk(url(GUARDED));
  }

  private static void configure(String disk, String targetKeys) throws IOException {
    String backendKeys = "path = %s\nsize = %d\ncreate = true".formatted(image(disk), SIZE);
    gateway.configure(disk, "file", backendKeys, "", targetKeys);
  }

  private static Path image(String disk) {
    return folder.resolve(disk + ".img");
  }

  private static String url(String disk) {
    String user = disk.equals(GUARDED) ? "alice%secret-of-alice@" : "";
    return "iscsi://" + user + gateway.address(disk);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (gateway != null) {
      gateway.close();
    }
  }

  private static String call(String... command) throws IOException, InterruptedException {
    return Call.of(List.of(command)).succeeded();
  }

  @ParameterizedTest
  @ValueSource(strings = {OPEN, GUARDED})
  void shouldGiveBackTheImageThatWasCopiedThere(String disk) throws Exception {
    Path image = randomImage();
    call("qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", image.toString(), url(disk));
    call("qemu-img", "compare", "-f", "raw", "-F", "raw", image.toString(), url(disk));

    Path back = folder.resolve("back.raw");
    call("qemu-img", "convert", "-f", "raw", "-O", "raw", url(disk), back.toString());
    assertEqualFiles(image, back);
    assertEqualFiles(image, image(disk));
  }

  /** A third of it full, a third empty, a third of single blocks. */
  private static Path randomImage() throws IOException {
    byte[] bytes = new byte[SIZE];
    Random random = new Random(42);
    byte[] third = new byte[SIZE / 3];
    random.nextBytes(third);
    System.arraycopy(third, 0, bytes, 0, third.length);
    for (int at = SIZE / 3 * 2; at < SIZE; at += 64 << 10) {
      bytes[at] = (byte) (1 + random.nextInt(255));
    }
    return Files.write(folder.resolve("image.raw"), bytes);
  }

  private static void assertEqualFiles(Path expected, Path actual) throws IOException {
    long mismatch = Files.mismatch(expected, actual);
    assertTrue(mismatch < 0, () -> actual + " differs at byte " + mismatch);
  }

  @ParameterizedTest
  @ValueSource(strings = {OPEN, GUARDED})
  void shouldHoldAnImageWithAFormat(String disk) throws Exception {
    call("qemu-img", "create", "-f", "qcow2", url(disk), "40M");
    call("qemu-io", "-f", "qcow2", "-c", "write -P 0x5a 3M 5M", url(disk));
    call("qemu-img", "check", "-f", "qcow2", url(disk));
    String report =
        call(
            "qemu-io",
            "-f",
            "qcow2",
            "-c",
            "read -P 0x5a 3M 5M",
            "-c",
            "read -P 0 8M 8M",
            url(disk));
    assertFalse(report.contains("failed"), report);
  }

  @ParameterizedTest
  @ValueSource(strings = {OPEN, GUARDED})
  void shouldKeepRandomPatterns(String disk) throws Exception {
    Random random = new Random(7);
    List<String> writes = new ArrayList<>(List.of("qemu-io", "-f", "raw"));
    List<String> reads = new ArrayList<>(writes);
    for (int piece = 0; piece < 64; piece++) {
      int length = 512 * (1 + random.nextInt(1024));
      int offset = piece * MIB + 512 * random.nextInt((MIB - length) / 512 + 1);
      String range = " -P %d %d %d".formatted(1 + random.nextInt(255), offset, length);
      writes.addAll(List.of("-c", "write" + range));
      reads.addAll(List.of("-c", "read" + range));
    }
    writes.addAll(List.of("-c", "flush", url(disk)));
    reads.add(url(disk));
    call(writes.toArray(String[]::new));
    String report = call(reads.toArray(String[]::new));
    assertFalse(report.contains("failed"), report);
  }

  @ParameterizedTest
  @ValueSource(strings = {OPEN, GUARDED})
  void shouldGiveBackTheSpaceOfWhatIsDiscarded(String disk) throws Exception {
    String[] open = {"qemu-io", "-f", "raw", "-d", "unmap"};
    call(with(open, "-c", "write -P 9 0 32M", "-c", "flush", url(disk)));
    long full = allocated(disk);
    String report =
        call(
            with(
                open,
                "-c",
                "discard 4M 16M",
                "-c",
                "read -P 9 0 4M",
                "-c",
                "read -P 0 4M 16M",
                "-c",
                "read -P 9 20M 12M",
                url(disk)));
    assertFalse(report.contains("failed"), report);
    long left = allocated(disk);
    assertTrue(left <= full - 16 * MIB, () -> full + " bytes before, " + left + " after");
  }

  private static String[] with(String[] command, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static long allocated(String disk) throws IOException, InterruptedException {
    return 512 * Long.parseLong(call("stat", "-c", "%b", image(disk).toString()).strip());
  }

  @Test
  void shouldKeepOutWhoDoesNotKnowTheSecret() throws Exception {
    for (String user : List.of("", "alice%secret-of-mallory@")) {
      Call call =
          Call.of(List.of("qemu-img", "info", "iscsi://" + user + gateway.address(GUARDED)));
      assertNotEquals(0, call.exitCode(), call::toString);
    }
  }
}
