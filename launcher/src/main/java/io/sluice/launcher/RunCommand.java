package io.sluice.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.osgi.framework.BundleException;

/**
 * {@code sluice run}: the gateway in this process, until it is told to stop. On a terminal with its
 * shell; what ends the shell does not end the gateway.
 */
final class RunCommand {
  private final Places places;
  private final boolean terminal;
  private final PrintStream console = System.out;
  private final long began = System.nanoTime();

  RunCommand(Places places, boolean terminal) {
    this.places = places;
    this.terminal = terminal;
  }

  int run() throws Exception {
    new Base(places).prepare();
    places.unpackNativeLibraries();
    try (InstanceLock lock = InstanceLock.take(places.lock())) {
      Logging.configure(places, terminal);
      Release release = Release.load();
      Gateway gateway = new Gateway(places, release);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway), "stop"));
      gateway.start();
      console.println(banner(release));
      if (terminal) {
        shell(gateway);
      }
      gateway.awaitStop();
      return 0;
    }
  }

  private void shell(Gateway gateway) throws IOException {
    console.println(
        "Type help. exit or Ctrl-D leaves the shell and the gateway goes on; shutdown stops it.");
    try {
      new ShellClient(places.socket()).attach();
    } catch (IOException | Failure e) {
      console.println("No shell here: " + e.getMessage());
    }
    if (gateway.isRunning()) {
      console.println("The gateway goes on. Ctrl-C stops it; sluice shell attaches to it again.");
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

  private static void stop(Gateway gateway) {
    try {
      if (!gateway.stop()) {
        originalError().println("sluice: a part did not stop in time; ending without it");
      }
    } catch (BundleException e) {
      originalError().println("sluice: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static PrintStream originalError() {
    return new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
  }
}
