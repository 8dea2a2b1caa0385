package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A gateway in a process of its own, started as a person or systemd would start it. */
final class RunningGateway implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Distribution distribution;
  private final Path output;
  private final Process process;

  private RunningGateway(Distribution distribution, Path output, Process process) {
    this.distribution = distribution;
    this.output = output;
    this.process = process;
  }

  /** Starts it without a terminal and waits until it says that it runs. */
  static RunningGateway start(Distribution distribution) throws IOException {
    return start(distribution, Map.of());
  }

  /** The same with more in its environment, and arguments of {@code run}. */
  static RunningGateway start(
      Distribution distribution, Map<String, String> environment, String... arguments)
      throws IOException {
    Path output = Files.createTempFile("sluice-run", ".txt");
    String[] command = Stream.concat(Stream.of("run"), Stream.of(arguments)).toArray(String[]::new);
    ProcessBuilder builder = distribution.builder(command);
    builder.environment().putAll(environment);
    Process process =
        builder
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .redirectErrorStream(true)
            .start();
    RunningGateway gateway = new RunningGateway(distribution, output, process);
    try {
      await()
          .atMost(PATIENCE)
          .until(() -> !process.isAlive() || gateway.output().contains(" runs (process "));
      assertTrue(process.isAlive(), gateway::output);
      return gateway;
    } catch (Throwable e) {
      process.destroyForcibly();
      throw e;
    }
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * The lines of a log that tell of an error, but that the portal which is the default is another
   * gateway's: one of a test that runs beside.
   */
  static List<String> errors(String log) {
    return log.lines()
        .filter(line -> line.contains("ERROR") && !line.contains("can't listen on 127.0.0.1:3260"))
        .toList();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What a command in it prints; it must succeed. */
  String execute(String... command) throws IOException {
    Result result = call(command);
    assertEquals(0, result.exitCode(), result::toString);
    return result.output();
  }

  /** How a command in it ends. */
  Result call(String... command) throws IOException {
    return new DirectClient(distribution.base()).call(command);
  }

  /** Sends SIGTERM and gives the exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), this::output);
    return process.exitValue();
  }

  /** Waits for it to end by itself. */
  int awaitEnd() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), this::output);
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException, IOException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    Files.deleteIfExists(output);
  }

  /** How a call ended. */
  record Result(int exitCode, String output) {}

  /**
   * A distribution and how to call it.
   *
   * @param home its folder
   * @param base of the gateway
   * @param javaHome the Java to run it on
   * @param prefix words before the command, as in {@code setpriv ...}
   */
  record Distribution(Path home, Path base, Path javaHome, List<String> prefix) {
    /** Of the CPU that a start needs, the second compiler takes half, and pays back later. */
    private static final String START_SOON = "-XX:TieredStopAtLevel=1";

    /** The one that this build has made, on this Java, with no disks configured. */
    static Distribution built(Path base) throws IOException {
      Files.createDirectories(base.resolve("etc"));
      try (var folders = Files.list(Path.of("target"))) {
        Path home =
            folders
                .filter(folder -> Files.isExecutable(folder.resolve("bin/sluice")))
                .findFirst()
                .orElseThrow()
                .toAbsolutePath();
        return new Distribution(home, base, Path.of(System.getProperty("java.home")), List.of());
      }
    }

    Distribution in(Path otherBase) {
      return new Distribution(home, otherBase, javaHome, prefix);
    }

    Distribution on(Path otherJava) {
      return new Distribution(home, base, otherJava, prefix);
    }

    ProcessBuilder builder(String... arguments) {
      List<String> command = new ArrayList<>(prefix);
      command.add(home.resolve("bin/sluice").toString());
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("JAVA_HOME", javaHome.toString());
      builder.environment().put("SLUICE_BASE", base.toString());
      builder.environment().put("SLUICE_JAVA_OPTS", START_SOON);
      return builder;
    }

    Result call(String... arguments) throws IOException, InterruptedException {
      Process process = builder(arguments).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), output);
      return new Result(process.exitValue(), output);
    }
  }
}
