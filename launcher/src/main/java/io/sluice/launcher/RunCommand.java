package io.sluice.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.BundleException;

/**
 * {@code sluice run}: the gateway in this process, until it is told to stop. On a terminal with its
 * shell; what ends the shell does not end the gateway.
 */
final class RunCommand {
  private final Places places;
  private final boolean terminal;
  private final boolean takeover;
  private final PrintStream console = System.out;
  private final long began = System.nanoTime();

  /**
   * @param terminal whether a person may type here
   * @param takeover whether a gateway that runs here already is to end and leave all to this one
   */
  RunCommand(Places places, boolean terminal, boolean takeover) {
    this.places = places;
    this.terminal = terminal;
    this.takeover = takeover;
  }

  int run() throws Exception {
    new Base(places).prepare();
    places.unpackNativeLibraries();
    FailedStart failure = new FailedStart(places.var());
    try (InstanceLock lock = failure.explain(this::lock)) {
      Logging.configure(places, terminal);
      Systemd systemd = Systemd.ofThisProcess();
      Release release = Release.load();
      Gateway gateway = failure.explain(() -> new Gateway(places, release));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway, systemd), "stop"));
      failure.explain(
          () -> {
            gateway.start();
            return null;
          });
      String banner = banner(release);
      console.println(banner);
      systemd.ready(banner);
      systemd.watch();
      if (terminal) {
        shell(gateway);
      }
      if (!gateway.awaitStop()) {
        tellOfPartThatHangs();
      }
      return 0;
    }
  }

  private InstanceLock lock() throws IOException, Failure, InterruptedException {
    Optional<InstanceLock> free =
        takeover
            ? InstanceLock.tryTake(places.lock())
            : Optional.of(InstanceLock.take(places.lock()));
    if (free.isPresent()) {
      return free.get();
    }
    console.println("Taking over from the gateway that runs here ...");
    return new OtherGateway(places).stop();
  }

  private void shell(Gateway gateway) throws IOException {
    console.println(
        "Type help. exit or Ctrl-D leaves the shell and the gateway goes on; shutdown stops it.");
    try {
      new ShellClient(places).attach();
    } catch (IOException | Failure e) {
      console.println("No shell here: " + e.getMessage());
    }
    if (gateway.isRunning()) {
      console.printf(
          "The gateway goes on. Ctrl-C stops it; %s shell attaches to it again.%n", Main.COMMAND);
    }
  }

  private String banner(Release release) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return String.format(
        "Sluice %s runs (process %d, started in %d.%d s). Configuration: %s  Log: %s",
        release.version(),
        ProcessHandle.current().pid(),
        took.toSeconds(),
        took.toMillisPart() / 100,
        places.etc(),
        places.logs());
  }

  private static void stop(Gateway gateway, Systemd systemd) {
    systemd.stopping();
    try {
      if (!gateway.stop()) {
        tellOfPartThatHangs();
      }
    } catch (BundleException e) {
      originalError().println("sluice: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tellOfPartThatHangs() {
    originalError().println("sluice: a part did not stop in time; ending without it");
  }

  private static PrintStream originalError() {
    return new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
  }
}
