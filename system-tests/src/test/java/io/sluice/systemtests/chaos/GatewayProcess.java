package io.sluice.systemtests.chaos;

import io.sluice.shell.wire.Frame;
import io.sluice.shell.wire.FrameChannel;
import io.sluice.shell.wire.FrameType;
import io.sluice.shell.wire.Opening;
import io.sluice.shell.wire.WindowSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A gateway in a process of its own, that is asked through its shell's socket. */
final class GatewayProcess {
  private final Path home;
  private final Path base;
  private final Path log;
  private Process process;

  /**
   * @param home the distribution
   * @param base the gateway's folder
   * @param log gets what it prints
   */
  GatewayProcess(Path home, Path base, Path log) {
    this.home = home;
    this.base = base;
    this.log = log;
  }

  Path base() {
    return base;
  }

  void start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/sluice").toString(), "run");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SLUICE_BASE", base.toString());
    process =
        builder
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true)
            .start();
  }

  /** As kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(100, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the gateway did not stop");
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  int descriptors() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
      return (int) descriptors.count();
    }
  }

  int threads() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid() + "/task"))) {
      return (int) threads.count();
    }
  }

  /** What the log has. */
  String log() throws IOException {
    return Files.readString(log);
  }

  /**
   * Runs a command line.
   *
   * @throws IOException when there is no gateway, or it ended meanwhile
   */
  Answer ask(String line) throws IOException {
    Path socket = base.resolve("var/run/shell.sock");
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      FrameChannel frames = new FrameChannel(channel);
      frames.send(new Opening(List.of(line), "dumb", new WindowSize(250, 50), "/").toFrame());
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      for (Frame frame = frames.receive(); frame != null; frame = frames.receive()) {
        if (frame.type() == FrameType.EXIT) {
          return new Answer(frame.exitCode(), output.toString(StandardCharsets.UTF_8));
        }
        output.write(frame.payload());
      }
      throw new IOException("the gateway ended");
    }
  }

  /** What a command printed, and its exit code. */
  record Answer(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }
  }
}
