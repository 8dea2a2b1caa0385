package io.sluice.launcher;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.Naa;
import io.sluice.backends.file.FileSpec;
import io.sluice.backends.file.FileVolume;
import io.sluice.tcmu.TcmuDeviceSpec;
import io.sluice.tcmu.library.KernelSupport;
import io.sluice.tcmu.library.TcmuDevice;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;

/**
 * {@code sluice export}: one file as a disk of this kernel, by the library alone, until SIGINT or
 * SIGTERM.
 */
final class ExportCommand {
  private static final Path DEVICES = Path.of("/dev/sluice");
  private static final int THREADS = 4;

  private final Places places;
  private final ExportRequest request;
  private final PrintStream out = System.out;
  private final BlockingQueue<String> signals = new LinkedBlockingQueue<>();

  ExportCommand(Places places, ExportRequest request) {
    this.places = places;
    this.request = request;
  }

  int run() throws Failure, InterruptedException {
    Logging.toStandardError();
    places.unpackNativeLibraries();
    Signals.register("INT", () -> signals.add("SIGINT"));
    Signals.register("TERM", () -> signals.add("SIGTERM"));
    TcmuDevice device = open();
    out.printf(
        "%s is %s (%s), %d bytes in blocks of %d%s. Ctrl-C takes it away.%n",
        request.image(),
        device.node(),
        device.diskName(),
        device.geometry().size(),
        device.geometry().blockSize(),
        request.readOnly() ? ", read-only" : "");
    return serve(device);
  }

  private TcmuDevice open() throws Failure {
    if (!Files.exists(request.image())) {
      throw new Failure(
          Failure.FAILED,
          "there is no " + request.image() + "; make it: truncate -s 10G " + request.image());
    }
    try {
      FileSpec file = FileSpec.of(request.image()).withBlockSize(request.blockSize());
      FileVolume volume = new FileVolume(request.readOnly() ? file.asReadOnly() : file);
      volume.probe();
      requireKernel();
      return TcmuDevice.open(DEVICES, spec(), new BlockStoreCmdHandler(volume));
    } catch (IOException | IllegalArgumentException e) {
      String path = request.image().toString();
      String message = String.valueOf(e.getMessage());
      throw new Failure(
          Failure.FAILED, message.contains(path) ? message : path + ": " + message, e);
    }
  }

  /** Of two files with one name, neither takes over what is left of the other. */
  private TcmuDeviceSpec spec() throws IOException {
    Naa identity = Naa.of("sluice export " + request.name() + " " + request.image().toRealPath());
    return TcmuDeviceSpec.builder(request.name())
        .threads(THREADS)
        .serial(TcmuDeviceSpec.serialOf(identity))
        .build();
  }

  private static void requireKernel() throws Failure {
    List<String> missing =
        KernelSupport.prepare().stream()
            .filter(finding -> !finding.isGood())
            .map(finding -> "  " + finding.subject() + ": " + finding.detail())
            .toList();
    if (!missing.isEmpty()) {
      throw new Failure(
          Failure.FAILED,
          "no disks can be made here (what to do: "
              + Main.COMMAND
              + " doctor)\n"
              + String.join("\n", missing));
    }
  }

  private int serve(TcmuDevice device) throws InterruptedException, Failure {
    String signal = signals.poll(1, TimeUnit.SECONDS);
    while (signal == null) {
      Optional<String> fault = device.fault();
      if (fault.isPresent()) {
        throw new Failure(
            Failure.FAILED, device.node() + " is not served any more: " + fault.get());
      }
      signal = signals.poll(1, TimeUnit.SECONDS);
    }
    return end(device, signal);
  }

  /** A disk in use is not taken away at the first signal; the second leaves it in the kernel. */
  private int end(TcmuDevice device, String signal) throws InterruptedException, Failure {
    try {
      device.close();
      return 0;
    } catch (IOException e) {
      out.println("Still served: " + e.getMessage());
      out.println("The next " + signal + " tries again, and then leaves the disk unserved.");
    }
    signals.take();
    try {
      device.close();
      return 0;
    } catch (IOException e) {
      throw new Failure(
          Failure.FAILED,
          e.getMessage() + "; the disk stays in the kernel, and the next export takes it over",
          e);
    }
  }
}
