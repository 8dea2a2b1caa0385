package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import io.sluice.launcher.RunningGateway.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The built distribution, started as a process. */
class GatewayIT {
  /** Of commands that backends bring, their own pages tell. */
  private static final Set<String> SCOPES_OF_THE_GATEWAY =
      Set.of("acl", "backend", "bundle", "gateway", "handler", "lun", "store", "target");

  @TempDir Path base;
  private Distribution distribution;

  @BeforeEach
  void findDistribution() throws IOException {
    distribution = Distribution.built(base);
  }

  /** This build's Java, and every newer long-term one that is installed. */
  static Stream<Path> javas() throws IOException {
    Path installed = Path.of("/usr/lib/jvm");
    Path own = Path.of(System.getProperty("java.home"));
    if (!Files.isDirectory(installed)) {
      return Stream.of(own);
    }
    try (Stream<Path> homes = Files.list(installed)) {
      List<Path> newer =
          homes
              .filter(home -> home.getFileName().toString().matches(".*\\b(21|25)\\b.*"))
              .filter(home -> Files.isExecutable(home.resolve("bin/java")))
              .toList();
      return Stream.concat(Stream.of(own), newer.stream()).distinct();
    }
  }

  @ParameterizedTest
  @MethodSource("javas")
  void shouldResolveAndStartEveryBundle(Path java) throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution.on(java))) {
      List<String> bundles =
          gateway
              .execute("gateway:bundles")
              .lines()
              .filter(line -> line.matches("\\d+ .*"))
              .toList();
      long libraries = count(distribution.home().resolve("system/0-libraries"));

      assertEquals(count(distribution.home().resolve("system")) + 1, bundles.size());
      assertEquals(
          bundles.size() - libraries,
          bundles.stream().filter(line -> line.contains(" ACTIVE ")).count(),
          () -> String.join("\n", bundles));
      assertEquals(List.of(), RunningGateway.errors(gateway.output()));
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).count();
    }
  }

  @Test
  void shouldListTheDemoLunOfANewGateway() throws Exception {
    Distribution fresh = Distribution.built(base).in(base.resolve("new"));
    try (RunningGateway gateway = RunningGateway.start(fresh)) {
      await().until(() -> gateway.execute("lun:list").matches("(?s).*demo +\\w+ +64 MiB.*"));
      gateway.execute("lun:remove demo");
    }
  }

  @Test
  void shouldNotStopAtTheEndOfInput() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      assertEquals("still there", gateway.execute("echo still there").strip());
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenItIsTerminated() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      long pid = gateway.pid();

      int exitCode = gateway.terminate();

      assertEquals(128 + 15, exitCode, gateway::output);
      assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
      assertFalse(Files.exists(base.resolve("var/run/shell.sock")));
    }
  }

  @Test
  void shouldLogAlthoughTheFileThatSaysHowIsCutOff() throws Exception {
    Path file = base.resolve("etc/logback.xml");
    Files.writeString(file, "<configuration>\n  <appender name=");
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      String output = gateway.output();
      assertTrue(output.contains(file + " can't be used"), output);
      assertFalse(output.contains("\tat "), output);
      assertFalse(output.contains("Exception"), output);
      String log = Files.readString(base.resolve("var/log/sluice.log"));
      assertTrue(log.contains(file + " can't be used"), log);
    }
  }

  @Test
  void shouldStopByShutdown() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      distribution.call("shutdown");

      assertEquals(0, gateway.awaitEnd(), gateway::output);
    }
  }

  @Test
  void shouldReturnFromStopWhenTheGatewayHasEnded() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      Result stop = distribution.call("stop", "--remove");

      assertEquals(0, stop.exitCode(), stop::output);
      assertEquals(0, gateway.awaitEnd(), gateway::output);
      assertEquals(Failure.NOT_RUNNING, distribution.call("stop").exitCode());
    }
  }

  @Test
  void shouldTakeOverFromTheGatewayThatRuns() throws Exception {
    try (RunningGateway older = RunningGateway.start(distribution);
        RunningGateway newer = RunningGateway.start(distribution, Map.of(), "--takeover")) {
      assertEquals(0, older.awaitEnd(), older::output);
      assertEquals("here", newer.execute("echo here").strip());
    }
  }

  /** The framework empties its own storage when it starts, and nothing of the gateway's. */
  @Test
  void shouldUseTheIndexOfAnImageThatTheGatewayBeforeBuilt() throws Exception {
    Path image = base.resolve("disk.img.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(image))) {
      out.write(new byte[1 << 20]);
    }
    assertTrue(logOfInspecting(image).contains("its index was built"));
    assertFalse(logOfInspecting(image).contains("its index was built"));
  }

  private String logOfInspecting(Path image) throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      String told = gateway.execute("image:inspect " + image);
      assertTrue(told.contains("looks like gzip"), told);
      gateway.terminate();
      return gateway.output();
    }
  }

  @Test
  void shouldTellSystemdHowItDoes() throws Exception {
    Prerequisite.program("perl");
    Path socket = base.resolve("notify");
    Path notices = base.resolve("notices");
    String receive =
        "socket S, AF_UNIX, SOCK_DGRAM, 0; bind S, pack_sockaddr_un shift; $| = 1;"
            + " print qq($m\\n) while defined recv S, $m, 4096, 0";
    Process receiver =
        new ProcessBuilder("perl", "-MSocket", "-e", receive, socket.toString())
            .redirectOutput(notices.toFile())
            .start();
    try {
      await().until(() -> Files.exists(socket));
      Map<String, String> service =
          Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "200000");
      try (RunningGateway gateway = RunningGateway.start(distribution, service)) {
        await().until(() -> Files.readString(notices).contains("READY=1\nSTATUS=Sluice "));
        await()
            .until(
                () ->
                    Files.readAllLines(notices).stream().filter("WATCHDOG=1"::equals).count() > 3);
        assertFalse(Files.readString(notices).contains("STOPPING=1"));
        gateway.terminate();
        assertTrue(Files.readString(notices).contains("STOPPING=1"));
      }
    } finally {
      receiver.destroy();
    }
  }

  @Test
  void shouldStartAgainOverTheStateOfAnother() throws Exception {
    RunningGateway.start(distribution).close();

    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      assertEquals("again", gateway.execute("echo again").strip());
    }
  }

  @Test
  void shouldRefuseASecondGatewayInOneFolder() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      Result second = distribution.call("run");

      assertEquals(Failure.RUNS_ALREADY, second.exitCode());
      assertTrue(second.output().contains("process " + gateway.pid()), second::output);
      assertEquals("unharmed", gateway.execute("echo unharmed").strip());
    }
  }

  @Test
  void shouldTellACallerWhetherACommandFailed() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      Result unknown = distribution.call("lun:lsit", "demo");

      assertEquals(Failure.FAILED, unknown.exitCode());
      assertEquals(
          "There is no command 'lun:lsit'. Did you mean lun:list? See help",
          unknown.output().strip());
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldEndAShellWhoseInputEnds() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      Result shell = distribution.call("shell");

      assertEquals(0, shell.exitCode(), shell::output);
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldKeepAnArgumentOneWhateverItHolds() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      String odd = "a  b $x 'c' \"d\" | wc; größer";

      assertEquals(odd, gateway.execute("echo", odd).strip());
    }
  }

  @Test
  void shouldSayThatNoGatewayRuns() throws Exception {
    Result result = distribution.call("lun:list");

    assertEquals(Failure.NOT_RUNNING, result.exitCode());
    assertTrue(result.output().contains("sluice run"), result::output);
  }

  @Test
  void shouldRunFromAFolderWithASpaceAsAnotherUser() throws Exception {
    Prerequisite.program("setpriv");
    Prerequisite.root();
    Path elsewhere = Files.createTempDirectory("sluice elsewhere ");
    try {
      Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path home = elsewhere.resolve("a sluice");
      run("cp", "-r", distribution.home().toString(), home.toString());
      run("rm", "-rf", home.resolve("var").toString());
      run("chown", "-R", "nobody", home.toString());
      List<String> asNobody =
          List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
      Distribution copy = new Distribution(home, home, distribution.javaHome(), asNobody);

      try (RunningGateway gateway = RunningGateway.start(copy)) {
        assertEquals("hello", gateway.execute("echo hello").strip());
      }
      assertEquals("nobody", Files.getOwner(home.resolve("var/log/sluice.log")).getName());
    } finally {
      run("rm", "-rf", elsewhere.toString());
    }
  }

  @Test
  void shouldSayWhatToDoWhereItMayNotWrite() throws Exception {
    Prerequisite.program("setpriv");
    Prerequisite.root();
    List<String> asNobody =
        List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
    Path readable = Path.of("/usr");

    Result result =
        new Distribution(
                distribution.home(), readable.resolve("sluice"), distribution.javaHome(), asNobody)
            .call("run");

    assertEquals(Failure.FAILED, result.exitCode(), result::output);
    assertTrue(result.output().contains("SLUICE_BASE"), result::output);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }

  @Test
  void shouldGiveItsSocketAShortPathWhereItsOwnIsTooLong() throws Exception {
    Path deep = base.resolve("a-long-name".repeat(12));
    Files.createDirectories(deep.resolve("etc"));
    try (RunningGateway gateway = RunningGateway.start(distribution.in(deep))) {
      assertEquals("short", distribution.in(deep).call("echo", "short").output().strip());
      assertFalse(Files.exists(deep.resolve("var/run/shell.sock")));
      assertTrue(gateway.isAlive());
    }
  }

  /** Those that take {@code --yes}. */
  private static Set<String> asking(List<String> commands, String pages) {
    Set<String> asking = new TreeSet<>();
    String all = "\n" + pages;
    for (String command : commands) {
      int begin = all.indexOf("\n" + command + ": ");
      int end =
          commands.stream()
              .mapToInt(other -> all.indexOf("\n" + other + ": ", begin + 1))
              .filter(at -> at > begin)
              .min()
              .orElse(all.length());
      if (begin >= 0 && all.substring(begin, end).contains("  --yes ")) {
        asking.add(command);
      }
    }
    return asking;
  }

  private static Set<String> listedAsAsking(String document) {
    String begin = "- **What can't be undone is asked**";
    String item = document.substring(document.indexOf(begin) + begin.length());
    return Pattern.compile("`([a-z-]+:[a-z-]+)`")
        .matcher(item.substring(0, item.indexOf("\n- **")))
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void shouldDocumentEveryCommandWithAnExample() throws Exception {
    String document = Files.readString(Path.of("../docs/administration.md"));
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      List<String> commands = gateway.execute("__commands").lines().toList();
      String pages = gateway.execute("each (__commands) { help $it }");
      assertTrue(commands.contains("lun:create"), commands::toString);
      assertEquals(listedAsAsking(document), asking(commands, pages));
      for (String command : commands) {
        String page = pages.substring(pages.indexOf(command + ": "));
        String scope = command.substring(0, Math.max(0, command.indexOf(':')));
        if (scope.isEmpty() || SCOPES_OF_THE_GATEWAY.contains(scope)) {
          assertTrue(page.contains("For example:\n  " + command), () -> command + " in " + page);
          assertTrue(document.contains("`" + command), command + " is not in the document");
        }
      }
    }
  }
}
