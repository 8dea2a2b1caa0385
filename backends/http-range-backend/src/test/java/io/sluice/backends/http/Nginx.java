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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * nginx on loopback: {@code /plain/}, {@code /noranges/}, {@code /auth/} (user u, password s3cr3t),
 * {@code /redirect/}, {@code /limited/}, {@code /flaky/} (503 while the file fail is there); the
 * same over TLS with HTTP/2, and over TLS that asks for a client's certificate.
 */
final class Nginx implements AutoCloseable {
  private static final String CONFIGURATION =
      """
      daemon off;
      master_process off;
      pid %1$s/nginx.pid;
      error_log %1$s/error.log;
      events {}
      http {
        access_log %1$s/access.log combined;
        log_format proto '$server_protocol $status $http_proxy_authorization';
        access_log %1$s/protocol.log proto;
        client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
        uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
        limit_req_zone $server_port zone=slow:1m rate=5r/s;
        limit_req_status 429;
        ssl_certificate %1$s/server.crt;
        ssl_certificate_key %1$s/server.key;
        server { listen 127.0.0.1:%2$d; include %1$s/places.conf; }
        server { listen 127.0.0.1:%3$d ssl http2; include %1$s/places.conf; }
        server {
          listen 127.0.0.1:%4$d ssl http2;
          ssl_client_certificate %1$s/ca.crt;
          ssl_verify_client on;
          include %1$s/places.conf;
        }
      }
      """;

  private static final String PLACES =
      """
      location /plain/ { alias %1$s/www/; }
      location /noranges/ { alias %1$s/www/; max_ranges 0; }
      location /auth/ { alias %1$s/www/; auth_basic us; auth_basic_user_file %1$s/users; }
      location /redirect/ { return 302 /plain/disk.img; }
      location /limited/ { alias %1$s/www/; limit_req zone=slow burst=1 nodelay; }
      location /flaky/ { alias %1$s/www/; if (-f %1$s/fail) { return 503; } }
      """;

  private final Path folder;
  private final int port = freePort();
  private final int tlsPort = freePort();
  private final int mutualPort = freePort();
  private Process process;

  Nginx(Path folder, byte[] content) throws IOException, InterruptedException {
    this.folder = folder;
    Prerequisite.require(isThere("nginx"), "nginx (Debian package nginx)");
    Prerequisite.require(isThere("openssl"), "openssl (Debian package openssl)");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectory(folder.resolve("www"));
    Files.write(folder.resolve("www/disk.img"), content);
    Files.writeString(folder.resolve("users"), "u:{PLAIN}s3cr3t\n");
    Files.writeString(folder.resolve("places.conf"), PLACES.formatted(folder));
    Files.writeString(
        folder.resolve("nginx.conf"), CONFIGURATION.formatted(folder, port, tlsPort, mutualPort));
    makeCertificates();
    start();
  }

  private static boolean isThere(String program) {
    return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void makeCertificates() throws IOException, InterruptedException {
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=ca"
            + " -keyout ca.key -out ca.crt");
    for (String who : List.of("server", "client")) {
      openssl(
          "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN="
              + who
              + " -addext subjectAltName=IP:127.0.0.1 -keyout "
              + who
              + ".key -out "
              + who
              + ".csr");
      openssl(
          "x509 -req -days 30 -CA ca.crt -CAkey ca.key -CAcreateserial -copy_extensions copy -in "
              + who
              + ".csr -out "
              + who
              + ".crt");
    }
    Files.setPosixFilePermissions(
        folder.resolve("client.key"), PosixFilePermissions.fromString("rw-------"));
  }

  private void openssl(String arguments) throws IOException, InterruptedException {
    Process run =
        new ProcessBuilder(("openssl " + arguments).split(" ", -1))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    if (run.waitFor() != 0) {
      throw new IOException("openssl " + arguments + ": see openssl.log");
    }
  }

  void start() throws IOException {
    process =
        new ProcessBuilder("nginx", "-c", folder.resolve("nginx.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(folder.resolve("nginx.log")));
              }
              return answers(port) && answers(tlsPort) && answers(mutualPort);
            });
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** As {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
  }

  void fail(boolean on) throws IOException {
    if (on) {
      Files.createFile(folder.resolve("fail"));
    } else {
      Files.delete(folder.resolve("fail"));
    }
  }

  /** Takes the place of the image, as a new file does. */
  void replace(byte[] content) throws IOException {
    Path next = Files.write(folder.resolve("www/next.img"), content);
    Files.move(next, folder.resolve("www/disk.img"), StandardCopyOption.ATOMIC_MOVE);
  }

  URI url(String place) {
    return URI.create("http://127.0.0.1:" + port + "/" + place + "/disk.img");
  }

  URI tlsUrl(String place) {
    return URI.create("https://127.0.0.1:" + tlsPort + "/" + place + "/disk.img");
  }

  URI mutualUrl() {
    return URI.create("https://127.0.0.1:" + mutualPort + "/plain/disk.img");
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      kill();
    }
  }
}
