package io.sluice.backends.http;

import static org.awaitility.Awaitility.await;

import io.sluice.backend.Prerequisite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A proxy on loopback that wants user p with a password. */
final class Tinyproxy implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/tinyproxy");
  private static final String CONFIGURATION =
      """
      Port %d
      Listen 127.0.0.1
      LogFile "%s"
      LogLevel Info
      MaxClients 50
      BasicAuth p %s
      """;

  private final Path folder;
  private final int port;
  private Process process;

  Tinyproxy(Path folder, String password) throws IOException {
    Prerequisite.require(Files.isExecutable(PROGRAM), "tinyproxy (Debian package tinyproxy-bin)");
    this.folder = folder;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    start(password);
  }

  private void start(String password) throws IOException {
    Path configuration = folder.resolve("tinyproxy.conf");
    Files.writeString(configuration, CONFIGURATION.formatted(port, log(), password));
    process =
        new ProcessBuilder(PROGRAM.toString(), "-d", "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("tinyproxy.out").toFile())
            .start();
    await().atMost(Duration.ofSeconds(60)).until(this::answers);
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Begins anew, with another password. */
  void restart(String password) throws IOException, InterruptedException {
    close();
    start(password);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** What it was asked. */
  Path log() {
    return folder.resolve("tinyproxy.log");
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
  }
}
