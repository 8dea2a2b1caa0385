package io.sluice.backends.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backends.http.remote.Access;
import io.sluice.backends.http.remote.Patience;
import io.sluice.backends.http.remote.Proxy;
import io.sluice.backends.http.remote.SecretFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redirects and credentials: where a request goes, and what it tells to whom. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AskingTest {
  private static final int BLOCK = 64 << 10;
  private static final int SIZE = 16 * BLOCK;
  private static final String SECRET = "s3cr3t";

  @TempDir private Path folder;
  private final byte[] content = TestVolumes.content(SIZE);
  private final HttpCaches caches = TestVolumes.caches();
  private ScriptedServer server;
  private ScriptedServer other;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer(content);
    other = new ScriptedServer(content);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    other.close();
    caches.close();
  }

  private HttpVolume volume(Access access) {
    return new HttpVolume(
        HttpSpec.of(server.url())
            .withBlocks(512, BLOCK)
            .withPatience(TestVolumes.SHORT)
            .withAccess(access),
        caches);
  }

  private SecretFile secret(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return new SecretFile(file);
  }

  private static Access access(
      String user, SecretFile password, SecretFile token, SecretFile headers) {
    return new Access(
        user,
        Optional.ofNullable(password),
        Optional.ofNullable(token),
        Optional.ofNullable(headers),
        Optional.empty(),
        Access.Tls.DEFAULT,
        false);
  }

  private static void redirect(ScriptedServer.Reply reply, String to) throws IOException {
    reply.head("302 Found", "Location", to, "Content-Length", "0");
  }

  @Test
  void shouldResolveARedirectOnce() throws IOException {
    server.behave((request, reply) -> redirect(reply, other.url("/a").toString()));
    other.behave(
        (request, reply) -> {
          if (request.path().equals("/a")) {
            redirect(reply, "/b?signature=" + SECRET);
          } else {
            reply.proper(request);
          }
        });
    HttpVolume volume = volume(Access.PLAIN);
    try (BlockStore store = volume.open()) {
      for (int block = 0; block < 16; block++) {
        assertTrue(TestVolumes.matches(store, content, (long) block * BLOCK, 512));
      }
      assertEquals(1, server.requests().size());
      assertFalse(store.info().identity().contains(SECRET));
    }
  }

  @Test
  void shouldResolveARedirectAnewWhenItsTargetRefuses() throws IOException {
    AtomicInteger generation = new AtomicInteger();
    server.behave(
        (request, reply) -> redirect(reply, other.url("/" + generation.incrementAndGet()) + ""));
    other.behave(
        (request, reply) -> {
          if (request.path().equals("/" + generation.get()) && generation.get() % 3 != 0) {
            reply.proper(request);
            return;
          }
          reply.full("403 Forbidden", "text/html", "expired".getBytes(US_ASCII));
        });
    try (BlockStore store = volume(Access.PLAIN).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, 512));
      generation.incrementAndGet(); // what was signed has expired; the next one has from the start
      assertThrows(IOException.class, () -> TestVolumes.read(store, 4 * BLOCK, 512));
      assertTrue(TestVolumes.matches(store, content, 8 * BLOCK, 512));
    }
  }

  @Test
  void shouldGoToAnotherMirrorWhenTheOneDies() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (ScriptedServer dying = new ScriptedServer(content)) {
      server.behave(
          (request, reply) ->
              redirect(reply, (asked.getAndIncrement() == 0 ? dying : other).url() + ""));
      try (BlockStore store = volume(Access.PLAIN).open()) {
        assertTrue(TestVolumes.matches(store, content, 0, 512));
        dying.close();
        assertTrue(TestVolumes.matches(store, content, 8 * BLOCK, 512));
      }
    }
  }

  @Test
  void shouldRefuseRedirectsThatLeadNowhere() {
    for (String to : new String[] {"/again", "ftp://x/y", "http://u:p@127.0.0.1/", "http:///x"}) {
      server.behave((request, reply) -> redirect(reply, to));
      IOException refusal = assertThrows(IOException.class, () -> volume(Access.PLAIN).probe());
      assertTrue(refusal.getMessage().contains("redirects"), refusal.getMessage());
    }
  }

  @Test
  void shouldTellItsPasswordToItsOwnServerOnly() throws IOException {
    server.behave(
        (request, reply) -> {
          String auth = request.header("Authorization");
          boolean known = auth.equals("Basic dTpzM2NyM3Q=") && request.header("X-Key").equals("k1");
          if (known) {
            redirect(reply, other.url().toString());
          } else {
            reply.full("401 Unauthorized", "text/plain", new byte[0]);
          }
        });
    Access access =
        access("u", secret("pw", SECRET + "\n"), null, secret("h", "# ours\nX-Key: k1\n"));
    try (BlockStore store = volume(access).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, SIZE));
    }
    other
        .requests()
        .forEach(
            request -> {
              assertEquals("", request.header("Authorization"));
              assertEquals("", request.header("X-Key"));
            });
    IOException refusal = assertThrows(IOException.class, () -> volume(Access.PLAIN).probe());
    assertTrue(refusal.getMessage().contains("401"), refusal.getMessage());
  }

  @Test
  void shouldReadItsTokenAnew() throws IOException {
    AtomicInteger valid = new AtomicInteger(1);
    server.behave(
        (request, reply) -> {
          if (request.header("Authorization").equals("Bearer token" + valid.get())) {
            reply.proper(request);
          } else {
            reply.full("401 Unauthorized", "text/plain", new byte[0]);
          }
        });
    try (BlockStore store = volume(access("", null, secret("t", "token1\n"), null)).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, 512));
      valid.set(2);
      assertThrows(IOException.class, () -> TestVolumes.read(store, 4 * BLOCK, 512));
      secret("t", "token2\n");
      assertTrue(TestVolumes.matches(store, content, 8 * BLOCK, 512));
    }
  }

  @Test
  void shouldAnswerTheChallengeOfARegistry() throws IOException {
    AtomicInteger given = new AtomicInteger();
    other.behave(
        (request, reply) -> {
          assertEquals("/token?service=reg&scope=repository%3Aa%2Fb%3Apull", request.path());
          assertEquals("Basic dTpzM2NyM3Q=", request.header("Authorization"));
          reply.full(
              "200 OK",
              "application/json",
              "{\"token\": \"T%d\", \"expires_in\": 60}"
                  .formatted(given.incrementAndGet())
                  .getBytes(US_ASCII));
        });
    server.behave(
        (request, reply) -> {
          if (given.get() > 0 && request.header("Authorization").equals("Bearer T" + given.get())) {
            reply.proper(request);
          } else {
            reply.head(
                "401 Unauthorized",
                "WWW-Authenticate",
                "Bearer realm=\"%s\",service=\"reg\",scope=\"repository:a/b:pull\""
                    .formatted(other.url("/token")),
                "Content-Length",
                "0");
          }
        });
    try (BlockStore store = volume(access("u", secret("pw", SECRET), null, null)).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, 8 * BLOCK));
      assertEquals(1, given.get());
    }
    other.behave(
        (request, reply) -> reply.full("200 OK", "text/html", "<html>".getBytes(US_ASCII)));
    given.set(0);
    IOException refusal =
        assertThrows(
            IOException.class, () -> volume(access("u", secret("pw", SECRET), null, null)).probe());
    assertTrue(refusal.getMessage().contains("gave no token"), refusal.getMessage());
  }

  @Test
  void shouldRefuseSecretsThatOthersMayRead() throws IOException {
    SecretFile password = secret("pw", SECRET);
    Files.setPosixFilePermissions(password.path(), PosixFilePermissions.fromString("rw-r--r--"));
    IOException refusal =
        assertThrows(IOException.class, () -> volume(access("u", password, null, null)).probe());
    assertTrue(refusal.getMessage().contains("chmod 600"), refusal.getMessage());
    assertTrue(server.requests().isEmpty());
    SecretFile headers = secret("h", "X-Key: " + SECRET + "\u0007\n");
    refusal =
        assertThrows(IOException.class, () -> volume(access("", null, null, headers)).probe());
    assertFalse(refusal.getMessage().contains(SECRET), refusal.getMessage());
  }

  @Test
  void shouldGoThroughAProxy() throws IOException {
    other.behave(
        (request, reply) -> {
          assertEquals("http://images.invalid/disk.img", request.path());
          reply.proper(request);
        });
    Access access =
        new Access(
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Proxy(other.url(""), "", Optional.empty())),
            Access.Tls.DEFAULT,
            false);
    HttpSpec spec = HttpSpec.of(URI.create("http://images.invalid/disk.img")).withAccess(access);
    try (BlockStore store = new HttpVolume(spec, caches).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, SIZE));
    }
  }

  private HttpVolume patientVolume(URI url) {
    return new HttpVolume(
        HttpSpec.of(url)
            .withBlocks(512, BLOCK)
            .withPatience(new Patience(Duration.ofHours(1), Duration.ofHours(1))),
        caches);
  }

  @Test
  void shouldTellAtOnceThatNobodyListens() throws IOException {
    URI url = server.url();
    server.close();
    String told = assertThrows(IOException.class, () -> patientVolume(url).probe()).getMessage();
    assertTrue(told.contains(url.getHost() + ":" + url.getPort()), told);
    assertTrue(told.contains("connection refused"), told);
  }

  @Test
  void shouldTellWhatItWaitsForWhenItIsAskedToReturn() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    server.behave((request, reply) -> asked.countDown()); // and no answer
    assertTold("did not answer in time", asked);
  }

  @Test
  void shouldTellWhatWentWrongLastWhenItIsAskedToReturn() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    server.behave(
        (request, reply) -> {
          asked.countDown();
          reply.head("503 Service Unavailable", "Content-Length", "0");
        });
    assertTold("503", asked);
  }

  /** An hour is never waited for. */
  private void assertTold(String why, CountDownLatch asked) throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    Thread probing =
        new Thread(
            () -> {
              HttpVolume volume = patientVolume(server.url());
              told.complete(assertThrows(IOException.class, volume::probe).getMessage());
            });
    probing.start();
    asked.await();
    probing.interrupt();
    String text = told.get(60, TimeUnit.SECONDS);
    assertTrue(text.contains(why), text);
    assertTrue(text.contains(server.url().getHost() + ":" + server.url().getPort()), text);
    assertFalse(text.contains("interrupted"), text);
  }
}
