package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway whose {@code var/} is really full: a small tmpfs. Whichever step of a start finds no
 * room, no LUN is missing when there is room again. {@code sluice.full.pages}, such as {@code
 * 0,1,2,3}, sets how many pages are left free at a start, each number for one: the more, the later
 * the step that fails.
 */
class FullVarIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PAGE = 4096;
  private static final List<Integer> FREE_PAGES =
      Stream.of(System.getProperty("sluice.full.pages", "0,6").split(",", -1))
          .map(Integer::valueOf)
          .toList();

  /** Likewise before the first start of all; 24 are about 100 KiB. */
  private static final List<Integer> FIRST_FREE_PAGES =
      Stream.of(System.getProperty("sluice.full.first", "24").split(",", -1))
          .map(Integer::valueOf)
          .toList();

  private static final Pattern SERVING =
      Pattern.compile("(?m)^(\\w+) +SERVING .*/iqn\\.2026-11\\.io\\.sluice:full/(\\d+) ");

  @TempDir Path base;
  private Path var;
  private Path etc;
  private Path ballast;
  private Distribution distribution;
  private boolean isMounted;

  @BeforeEach
  void mount() throws Exception {
    Prerequisite.root();
    distribution = Distribution.built(base);
    etc = base.resolve("etc");
    var = Files.createDirectories(base.resolve("var"));
    ballast = var.resolve("ballast");
    isMounted = call("mount", "-t", "tmpfs", "-o", "size=48m,mode=700", "sluice-test", var) == 0;
    Prerequisite.check(isMounted, "no tmpfs can be mounted here");
    try (ServerSocket free = new ServerSocket(0)) {
      Files.writeString(
          etc.resolve("io.sluice.iscsi-full.cfg"),
          "iqn = iqn.2026-11.io.sluice:full\nportals = 127.0.0.1:" + free.getLocalPort() + "\n");
    }
  }

  @AfterEach
  void unmount() throws Exception {
    if (isMounted) {
      assertEquals(0, call("umount", var));
    }
  }

  private static int call(Object... command) throws IOException, InterruptedException {
    return new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
        .inheritIO()
        .start()
        .waitFor();
  }

  private void configure(String lun) throws IOException {
    Files.writeString(etc.resolve("io.sluice.backend.memory-" + lun + ".cfg"), "size = 1M\n");
    Files.writeString(etc.resolve("io.sluice.lun-" + lun + ".cfg"), "transports = iscsi\n");
  }

  private void fill(int pagesLeft) throws IOException {
    byte[] page = new byte[PAGE];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(page);
      }
    } catch (IOException full) {
      // as wanted
    }
    try (FileChannel channel = FileChannel.open(ballast, StandardOpenOption.WRITE)) {
      channel.truncate(Math.max(0, channel.size() - (long) pagesLeft * PAGE));
    }
  }

  /** By name, the numbers of the LUNs that are served. */
  private static Map<String, String> served(RunningGateway gateway) throws Exception {
    return SERVING
        .matcher(gateway.execute("lun:list"))
        .results()
        .collect(
            Collectors.toMap(
                found -> found.group(1), found -> found.group(2), (one, other) -> one));
  }

  private static void awaitServed(RunningGateway gateway, Map<String, String> wanted) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertEquals(wanted, served(gateway), gateway::output));
  }

  @Test
  void shouldMissNoLunWhereverAStartFindsNoRoom() throws Exception {
    configure("first");
    Map<String, String> all = new TreeMap<>(Map.of("first", "0"));
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitServed(gateway, all);
    }
    for (int pages : FREE_PAGES) {
      String lun = "after" + pages;
      configure(lun); // is new, so that it has no number yet
      all.put(lun, Integer.toString(all.size()));
      fill(pages);
      try (RunningGateway gateway = RunningGateway.start(distribution)) {
        Files.delete(ballast);
        awaitServed(gateway, all);
      }
    }
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitServed(gateway, all);
    }
  }

  private static long stackTraces(String output) {
    Matcher matcher = Pattern.compile("(?m)^.*(\\t|\\\\u0009)at .*$").matcher(output);
    return matcher.results().count();
  }

  @Test
  void shouldTellOfWhatComesWhileItIsFullAndServeItWhenThereIsRoom() throws Exception {
    configure("first");
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitServed(gateway, Map.of("first", "0"));
      fill(0);
      configure("later");
      await()
          .atMost(PATIENCE)
          .until(
              () -> gateway.execute("lun:list").matches("(?s).*later +FAILED .*No space left.*"));
      assertEquals(Map.of("first", "0"), served(gateway));
      Files.delete(ballast);
      awaitServed(gateway, Map.of("first", "0", "later", "1"));
    }
  }

  /** A first start, whose framework has nothing there yet that it could write over. */
  @Test
  void shouldSayThatItIsFullWhereAFirstStartFindsTooLittleRoom() throws Exception {
    for (int pages : FIRST_FREE_PAGES) {
      fill(pages);
      RunningGateway.Result refused = distribution.call("run");
      assertEquals(1, refused.exitCode(), refused::toString);
      assertTrue(refused.output().contains("nothing was started: "), refused::toString);
      assertTrue(refused.output().contains("Make room there"), refused::toString);
      assertEquals(0, stackTraces(refused.output()), refused::toString);
      assertEquals(0, call("find", var, "-mindepth", "1", "-delete"));
    }
  }

  @Test
  void shouldSayWhatIsMissingWhereNothingCanBeKeptAtAll() throws Exception {
    fill(0);
    RunningGateway.Result refused = distribution.call("run");
    assertEquals(1, refused.exitCode(), refused::toString);
    assertTrue(refused.output().contains("nothing was started: "), refused::toString);
    assertTrue(refused.output().contains("No space left"), refused::toString);
    assertEquals(0, stackTraces(refused.output()), refused::toString);
    Files.delete(ballast);
    configure("first");
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitServed(gateway, Map.of("first", "0"));
    }
  }
}
