package io.sluice.backends.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backends.http.remote.Access;
import io.sluice.backends.http.remote.Proxy;
import io.sluice.backends.http.remote.SecretFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** nginx, with and without TLS, behind a proxy that wants a password. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxyTest {
  private static final int BLOCK = 64 << 10;
  private static final int SIZE = 1 << 20;
  private static final String PASSWORD = "pr0xyS3cr3t";

  @TempDir private static Path web;
  private static Nginx nginx;
  @TempDir private Path folder;
  private final byte[] content = TestVolumes.content(SIZE);
  private final HttpCaches caches = TestVolumes.caches();
  private Tinyproxy proxy;
  private Path password;

  @BeforeAll
  static void startNginx() throws Exception {
    nginx = new Nginx(web, TestVolumes.content(SIZE));
  }

  @AfterAll
  static void stopNginx() throws InterruptedException {
    if (nginx != null) {
      nginx.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    proxy = new Tinyproxy(folder, PASSWORD);
    password = folder.resolve("password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, PASSWORD + "\n");
  }

  @AfterEach
  void stop() throws InterruptedException {
    caches.close();
    if (proxy != null) {
      proxy.close();
    }
  }

  private HttpVolume volume(URI url, String user) {
    Optional<SecretFile> file =
        user.isEmpty() ? Optional.empty() : Optional.of(new SecretFile(password));
    Access access =
        new Access(
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Proxy(proxy.url(), user, file)),
            new Access.Tls(
                true, Optional.of(nginx.file("ca.crt")), Optional.empty(), Optional.empty()),
            false);
    HttpSpec spec =
        HttpSpec.of(url).withBlocks(512, BLOCK).withPatience(TestVolumes.SHORT).withAccess(access);
    return new HttpVolume(spec, caches);
  }

  @Test
  void shouldLogInToTheProxyAndTellTheServerNothingOfIt() throws Exception {
    for (URI url : new URI[] {nginx.url("plain"), nginx.tlsUrl("plain")}) {
      try (BlockStore store = volume(url, "p").open()) {
        assertTrue(TestVolumes.matches(store, content, 0, SIZE), url::toString);
      }
    }
    String asked = Files.readString(proxy.log());
    assertTrue(asked.contains("CONNECT 127.0.0.1:" + nginx.tlsUrl("plain").getPort()), asked);
    assertTrue(asked.contains("GET " + nginx.url("plain")), asked);
    String told = Files.readString(nginx.file("protocol.log"));
    assertTrue(told.contains(" 206 "), told);
    assertFalse(told.contains("Basic"), told);
  }

  @Test
  void shouldTellThatTheProxyWantsOtherCredentials() throws IOException {
    for (URI url : new URI[] {nginx.url("plain"), nginx.tlsUrl("plain")}) {
      requireRefusal(url, "", "407");
      requireRefusal(url, "somebody", "401"); // which tinyproxy says then
    }
  }

  private void requireRefusal(URI url, String user, String why) {
    String told = assertThrows(IOException.class, () -> volume(url, user).probe()).getMessage();
    assertTrue(told.contains(why), told);
    assertFalse(told.contains(PASSWORD), told);
  }

  @Test
  void shouldTakeUpAnotherPasswordAndRefuseOneThatOthersMayRead() throws Exception {
    URI url = nginx.url("plain");
    try (BlockStore store = volume(url, "p").open()) {
      proxy.restart("other");
      Files.writeString(password, "other");
      assertTrue(TestVolumes.matches(store, content, 0, SIZE));
    }
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
    requireRefusal(url, "p", "chmod 600");
  }
}
