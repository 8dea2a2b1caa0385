package io.sluice.systemtests.iscsi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.systemtests.kernel.Distribution;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The built distribution in a process of its own, with a target on 127.0.0.1 for each disk. */
final class IscsiGateway implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String IQN = "iqn.2026-11.io.sluice.test:";

  private final Path base;
  private final int port;
  private final int secondPort;
  private Process process;

  /**
   * @param base an empty folder for its configuration and its files
   */
  IscsiGateway(Path base) throws IOException {
    this.base = base;
    Files.createDirectories(base.resolve("etc"));
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket first = new ServerSocket(0, 1, loopback);
        ServerSocket second = new ServerSocket(0, 1, loopback)) {
      port = first.getLocalPort();
      secondPort = second.getLocalPort();
    }
  }

  Path base() {
    return base;
  }

  /**
   * A disk, and a target of the same name with this disk as LUN 0, behind two portals.
   *
   * @param backend {@code file} or {@code memory}
   * @param backendKeys lines of the backend's configuration
   * @param lunKeys lines of the logical unit's
   * @param targetKeys lines of the target's
   */
  void configure(String name, String backend, String backendKeys, String lunKeys, String targetKeys)
      throws IOException {
    configureHandler(name, backend, backendKeys);
    configureLun(name, lunKeys);
    configureTarget(name, "luns = %s:0\n%s".formatted(name, targetKeys));
  }

  /** What a logical unit of its name is served by, or other volumes stand on. */
  void configureHandler(String name, String backend, String keys) throws IOException {
    write("io.sluice.backend." + backend + "-" + name, keys);
  }

  /** A disk that is in no target yet. */
  void configureLun(String name, String keys) throws IOException {
    write("io.sluice.lun-" + name, "handler = " + name + "\ntransports = iscsi\n" + keys);
  }

  /**
   * A target behind two portals.
   *
   * @param keys lines of its configuration
   */
  void configureTarget(String name, String keys) throws IOException {
    String portals = "127.0.0.1:" + port + ", 127.0.0.1:" + secondPort;
    write(
        "io.sluice.iscsi-" + name,
        "iqn = %s%s\nportals = %s\n%s".formatted(IQN, name, portals, keys));
  }

  /** Takes a configuration away. */
  void remove(String pid) throws IOException {
    Files.delete(base.resolve("etc/" + pid + ".cfg"));
  }

  private void write(String pid, String keys) throws IOException {
    Files.writeString(base.resolve("etc/" + pid + ".cfg"), keys + "\n");
  }

  /** A file that only its owner reads; gives its path. */
  Path writeSecrets(String lines) throws IOException {
    Path file = base.resolve("etc/test.secrets");
    Files.writeString(file, lines);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Distribution.home().resolve("bin/sluice").toString(), "run");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SLUICE_BASE", base.toString());
    Path temporary = Files.createDirectories(base.resolve("tmp"));
    // of the CPU that a start needs, the second compiler takes half, and pays back later
    String options = "-XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temporary;
    builder.environment().put("SLUICE_JAVA_OPTS", options);
    process =
        builder
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(base.resolve("output.txt").toFile())
            .redirectErrorStream(true)
            .start();
    await()
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || output().contains(" runs (process "));
    assertTrue(process.isAlive(), this::output);
  }

  /** Waits until a disk answers through a URL. */
  void awaitDisk(String url) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> Call.of(List.of("iscsi-readcapacity16", url)).succeeded());
  }

  String url(String name) {
    return "iscsi://" + address(name);
  }

  /** Of another LUN than 0. */
  String url(String name, int lun) {
    return url(name).replaceFirst("0$", Integer.toString(lun));
  }

  /** What follows the user and password in a URL. */
  String address(String name) {
    return "127.0.0.1:" + port + "/" + IQN + name + "/0";
  }

  /** Through the second portal. */
  String secondUrl(String name) {
    return "iscsi://127.0.0.1:" + secondPort + "/" + IQN + name + "/0";
  }

  String output() {
    return read(base.resolve("output.txt"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Runs a command of its shell, which must succeed; gives what it printed. */
  String shell(String... command) throws IOException, InterruptedException {
    List<String> call = new ArrayList<>(List.of("env", "SLUICE_BASE=" + base));
    call.add("JAVA_HOME=" + System.getProperty("java.home"));
    call.add(Distribution.home().resolve("bin/sluice").toString());
    call.addAll(List.of(command));
    return Call.of(call).succeeded();
  }

  /** Names of its threads, as the kernel cuts them. */
  List<String> threads() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return tasks.map(task -> read(task.resolve("comm")).strip()).sorted().toList();
    }
  }

  /** What its descriptors lead to. */
  List<String> openFiles() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return descriptors.map(IscsiGateway::target).sorted().toList();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // it has been closed meanwhile
    }
  }

  /** Ends it without giving it time for anything; {@link #start} may follow. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    if (process == null) {
      return;
    }
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
