package io.sluice.systemtests.iscsi;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** nginx on loopback with TLS, whose certificate is of a CA of its own. */
final class HttpsNginx implements AutoCloseable {
  private static final String CONFIGURATION =
      """
      daemon off; master_process off; pid %1$s/pid; error_log %1$s/error.log; events {}
      http {
        access_log off;
        client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
        uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
        server {
          listen 127.0.0.1:%2$d ssl http2;
          ssl_certificate %1$s/server.crt; ssl_certificate_key %1$s/server.key;
          root %1$s/www;
        }
      }
      """;

  private static final String NEW_KEY =
      "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes ";

  private final Path folder;
  private final int port;
  private final Process process;

  /**
   * @param folder an empty one
   */
  HttpsNginx(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectory(folder.resolve("www"));
    openssl(NEW_KEY + "-x509 -days 30 -subj /CN=ca -keyout ca.key -out ca.crt");
    openssl(
        NEW_KEY
            + "-subj /CN=server -addext subjectAltName=IP:127.0.0.1 -keyout server.key -out server.csr");
    openssl(
        "x509 -req -days 30 -CA ca.crt -CAkey ca.key -CAcreateserial -copy_extensions copy"
            + " -in server.csr -out server.crt");
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path configuration = folder.resolve("nginx.conf");
    Files.writeString(configuration, CONFIGURATION.formatted(folder, port));
    process =
        new ProcessBuilder("nginx", "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    await().atMost(Duration.ofSeconds(60)).until(this::answers);
  }

  private void openssl(String arguments) throws IOException, InterruptedException {
    String command = "cd '" + folder + "' && openssl " + arguments;
    Call.of(List.of("sh", "-c", command)).succeeded();
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Where a file has to be to be given out. */
  Path file(String name) {
    return folder.resolve("www").resolve(name);
  }

  String url(String name) {
    return "https://127.0.0.1:" + port + "/" + name;
  }

  /** PEM, of who vouches for it. */
  Path ca() {
    return folder.resolve("ca.crt");
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
  }
}
