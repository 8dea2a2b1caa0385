package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.launcher.RunningGateway.Distribution;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations by the hundred, as a playbook or a restored backup brings them. */
class ManyFilesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int FILES = 2000;

  /** More than a LUN of the simplest addressing method can be. */
  private static final int LUNS = Integer.getInteger("sluice.many.luns", 300);

  @TempDir Path base;
  private Distribution distribution;
  private Path etc;
  private String portal;

  @BeforeEach
  void findDistribution() throws IOException {
    distribution = Distribution.built(base);
    etc = base.resolve("etc");
    try (ServerSocket free = new ServerSocket(0)) {
      portal = "127.0.0.1:" + free.getLocalPort();
    }
    Files.writeString(
        etc.resolve("io.sluice.iscsi-many.cfg"),
        "iqn = iqn.2026-11.io.sluice:many\nportals = " + portal + "\n");
  }

  private Path handler(int number) {
    return etc.resolve("io.sluice.backend.memory-m" + number + ".cfg");
  }

  private static void awaitLines(
      RunningGateway gateway, String command, Predicate<String> wanted, long count) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> assertEquals(count, gateway.execute(command).lines().filter(wanted).count()));
  }

  @Test
  void shouldReadEachOfManyFilesHoweverTheyComeAndGo() throws Exception {
    Predicate<String> mine = line -> line.matches("m\\d+ .*");
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      for (int number = 0; number < FILES; number++) {
        if (number % 2 == 0) { // as cp does
          Files.writeString(handler(number), "size = 1M\n");
        } else { // as editors, rsync and this gateway's commands do
          Path beside = Files.writeString(etc.resolve(".m" + number), "size = 1M\n");
          Files.move(beside, handler(number), StandardCopyOption.ATOMIC_MOVE);
        }
      }
      awaitLines(gateway, "handler:list", mine, FILES);
      for (int number = 0; number < FILES; number++) {
        if (number % 2 == 0) {
          Files.delete(handler(number));
        } else {
          Files.writeString(handler(number), "size = 1M\nname = changed" + number + "\n");
        }
      }
      awaitLines(gateway, "handler:list", line -> line.startsWith("changed"), FILES / 2);
      awaitLines(gateway, "handler:list", mine, 0);
    }
  }

  @Test
  void shouldServeEachOfManyLunsOfATarget() throws Exception {
    Prerequisite.program("iscsi-ls");
    for (int number = 0; number < LUNS; number++) {
      Files.writeString(handler(number), "size = " + (1 + number) + "M\n");
      Files.writeString(
          etc.resolve("io.sluice.lun-m" + number + ".cfg"),
          "transports = iscsi\niscsi.lun = " + number);
    }
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitLines(gateway, "lun:list", line -> line.matches("m\\d+ +SERVING .*"), LUNS);
      assertEquals(
          IntStream.range(0, LUNS).mapToObj(ManyFilesIT::asFieldsAreShown).toList(),
          shownToInitiators());
    }
  }

  /** Linux and libiscsi show the first two bytes of a LUN, with the method of addressing. */
  private static int asFieldsAreShown(int number) {
    return number < 256 ? number : 0x4000 | number;
  }

  /** The number of each LUN that has a size. */
  private List<Integer> shownToInitiators() throws IOException {
    Process process =
        new ProcessBuilder("iscsi-ls", "-s", "iscsi://" + portal).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Pattern.compile("Lun:(\\d+) .*\\(Size:\\d+[kM]\\)")
        .matcher(output)
        .results()
        .map(result -> Integer.valueOf(result.group(1)))
        .toList();
  }
}
