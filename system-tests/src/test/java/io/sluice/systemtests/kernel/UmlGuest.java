package io.sluice.systemtests.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real Linux kernel, booted as an ordinary process (User Mode Linux): Debian's package {@code
 * user-mode-linux}.
 *
 * <p>The guest sees the host's file system read-only under a writable layer of its own, so that the
 * host's JDK, the build's output and the host's tools are there, and nothing of what it does
 * reaches the host but the files in the report's folder. It runs one scenario script from {@code
 * src/test/guest/scenarios} and powers off. A guest that panics or hangs is killed when its time is
 * up; its console is kept in either case.
 */
final class UmlGuest {

  private static final Path GUEST_FILES = Path.of("src/test/guest").toAbsolutePath();
  private static final Path REPORTS = Path.of("target/kernel").toAbsolutePath();

  private final Map<String, String> environment = new LinkedHashMap<>();
  private int megabytes = 1024;
  private Duration timeLimit = Duration.ofSeconds(150);
  private String reportName;

  private UmlGuest(String script) {
    this.reportName = script;
    environment.put("GUEST", GUEST_FILES.toString());
    environment.put(
        "SCENARIO_SCRIPT", GUEST_FILES.resolve("scenarios").resolve(script + ".sh").toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("TEST_CLASSPATH", System.getProperty("java.class.path"));
  }

  /** A guest that runs {@code src/test/guest/scenarios/SCRIPT.sh}. */
  static UmlGuest running(String script) {
    return new UmlGuest(script);
  }

  UmlGuest withMemory(int newMegabytes) {
    megabytes = newMegabytes;
    return this;
  }

  UmlGuest withTimeLimit(Duration newTimeLimit) {
    timeLimit = newTimeLimit;
    return this;
  }

  /** Sets a variable for the scenario script. */
  UmlGuest with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /**
   * The name of the report's folder, for scripts that are run more than once; otherwise the
   * script's name.
   */
  UmlGuest reportedAs(String name) {
    reportName = name;
    return this;
  }

  /** Lets the guest run the built distribution: {@code $SLUICE_HOME} in its scripts. */
  UmlGuest withDistribution() {
    return with("SLUICE_HOME", Distribution.home().toString());
  }

  /** Boots, waits until the guest has powered off or its time is up, and says what came out. */
  GuestReport run() throws IOException, InterruptedException {
    Path folder = emptyFolder(REPORTS.resolve(reportName));
    Files.writeString(folder.resolve("guest.env"), exports());
    try (GuestCpu cpu = GuestCpu.take()) {
      return waitFor(boot(folder, cpu), folder);
    }
  }

  private GuestReport waitFor(Process kernel, Path folder) throws InterruptedException {
    Thread killer = new Thread(() -> end(kernel), "kill " + reportName);
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      boolean ended = kernel.waitFor(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
      return new GuestReport(folder, ended ? null : timeLimit);
    } finally {
      end(kernel);
      Runtime.getRuntime().removeShutdownHook(killer);
    }
  }

  private Process boot(Path folder, GuestCpu cpu) throws IOException, InterruptedException {
    // `timeout` ends the guest also when this JVM was killed and can't do it
    ProcessBuilder builder =
        new ProcessBuilder(
            "timeout",
            "--kill-after=10",
            Long.toString(timeLimit.toSeconds() + 10),
            "taskset",
            "--cpu-list",
            Integer.toString(cpu.number()),
            "linux.uml",
            "mem=" + megabytes + "M",
            "root=/dev/root",
            "rootfstype=hostfs",
            "rootflags=/",
            "ro",
            "init=" + GUEST_FILES.resolve("init.sh"),
            "SLUICE_RESULTS=" + folder,
            "uml_dir=" + emptyFolder(folder.resolve("uml")) + "/",
            "con=null",
            "con0=null,fd:1",
            "quiet");
    builder.environment().put("LD_PRELOAD", XsaveShim.build(GUEST_FILES, REPORTS).toString());
    builder.environment().put("TMPDIR", GuestMemory.folderFor(megabytes, REPORTS).toString());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("console").toFile());
    return builder.start();
  }

  /** Kills the kernel and every process it made on the host; each process of the guest is one. */
  private static void end(Process kernel) {
    List<ProcessHandle> family = kernel.descendants().toList();
    kernel.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }

  private String exports() {
    StringBuilder exports = new StringBuilder();
    environment.forEach(
        (name, value) ->
            exports
                .append("export ")
                .append(name)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n"));
    return exports.toString();
  }

  private static Path emptyFolder(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(folder);
  }
}
