package io.sluice.systemtests.iscsi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.systemtests.Requirements;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** QEMU's initiator, on an image that nginx serves. */
class HttpVolumeIT {
  private static final int SIZE = 32 << 20;
  private static final String NGINX =
      """
      daemon off; master_process off; pid %1$s/pid; error_log %1$s/error.log; events {}
      http {
        access_log off;
        client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
        uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
        server { listen 127.0.0.1:%2$d; root %1$s; }
      }
      """;

  @TempDir static Path folder;
  @TempDir static Path web;
  private static IscsiGateway gateway;
  private static Process nginx;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    Requirements.check(
        "nginx", "qemu-io", "/usr/share/doc/qemu-block-extra/copyright", "iscsi-test-cu");
    Files.setPosixFilePermissions(web, PosixFilePermissions.fromString("rwxr-xr-x"));
    byte[] image = new byte[SIZE];
    new Random(1).nextBytes(image);
    Files.write(web.resolve("disk.img"), image);
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Files.writeString(web.resolve("nginx.conf"), NGINX.formatted(web, port));
    startNginx();
    gateway = new IscsiGateway(folder);
    String url = "http://127.0.0.1:" + port + "/disk.img";
    gateway.configure("remote", "http", "url = " + url, "", "");
    gateway.start();
    gateway.awaitDisk(gateway.url("remote"));
  }

  private static void startNginx() throws IOException {
    nginx =
        new ProcessBuilder("nginx", "-c", web.resolve("nginx.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(web.resolve("output.txt").toFile())
            .start();
    await().atMost(Duration.ofSeconds(60)).until(HttpVolumeIT::answers);
  }

  private static boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (gateway != null) {
      gateway.close();
    }
    if (nginx != null) {
      nginx.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldGiveTheImageWhileItsServerIsKilledAndStartedAgain() throws Exception {
    Process compare =
        new ProcessBuilder(
                "qemu-img",
                "compare",
                "-f",
                "raw",
                "-F",
                "raw",
                gateway.url("remote"),
                web.resolve("disk.img").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("compare.txt").toFile())
            .start();
    nginx.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
    startNginx();
    assertEquals(0, compare.waitFor(), () -> read(folder.resolve("compare.txt")));
    Call.of(
            List.of(
                "qemu-img",
                "compare",
                "-f",
                "raw",
                "-F",
                "raw",
                gateway.url("remote"),
                web.resolve("disk.img").toString()))
        .succeeded();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
