package io.sluice.backends.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.StoreException;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backends.http.remote.Access;
import io.sluice.backends.http.remote.Access.Tls;
import io.sluice.backends.http.remote.Patience;
import io.sluice.backends.http.remote.SecretFile;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that people have. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NginxTest {
  private static final int BLOCK = 64 << 10;
  private static final int SIZE = 8 << 20;
  private static final Patience PATIENT =
      new Patience(Duration.ofSeconds(10), Duration.ofSeconds(60));

  @TempDir private static Path folder;
  private static final byte[] CONTENT = TestVolumes.content(SIZE);
  private static Nginx nginx;
  private final HttpCaches caches = TestVolumes.caches();

  @BeforeAll
  static void start() throws Exception {
    nginx = new Nginx(folder, CONTENT);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (nginx != null) {
      nginx.close();
    }
  }

  @AfterEach
  void close() {
    caches.close();
  }

  private HttpVolume volume(URI url, Access access) {
    return new HttpVolume(
        HttpSpec.of(url).withBlocks(512, BLOCK).withPatience(PATIENT).withAccess(access), caches);
  }

  private static Access access(Tls tls) {
    return new Access(
        "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), tls, false);
  }

  private static Tls trusting(Tls tls) {
    return new Tls(true, Optional.of(nginx.file("ca.crt")), tls.certificate(), tls.key());
  }

  private void assertServes(URI url, Access access) throws IOException {
    try (BlockStore store = volume(url, access).open()) {
      assertTrue(TestVolumes.matches(store, CONTENT, 0, SIZE), () -> "" + url);
    }
  }

  private String refusal(URI url, Access access) {
    return assertThrows(IOException.class, () -> volume(url, access).probe()).getMessage();
  }

  @Test
  void shouldServeAllOfIt() throws IOException {
    assertServes(nginx.url("plain"), Access.PLAIN);
    assertServes(nginx.url("redirect"), Access.PLAIN);
  }

  @Test
  void shouldRefuseAServerWithoutRanges() {
    assertTrue(refusal(nginx.url("noranges"), Access.PLAIN).contains("does not serve ranges"));
    assertTrue(refusal(nginx.url("nowhere"), Access.PLAIN).contains("404"));
  }

  @Test
  void shouldVerifyTheServerUnlessToldNotTo() throws IOException {
    assertTrue(refusal(nginx.tlsUrl("plain"), Access.PLAIN).contains("can't be trusted"));
    assertServes(nginx.tlsUrl("plain"), access(trusting(Tls.DEFAULT)));
    Tls blind = new Tls(false, Optional.empty(), Optional.empty(), Optional.empty());
    assertServes(nginx.tlsUrl("redirect"), access(blind));
    URI byName = URI.create(nginx.tlsUrl("plain").toString().replace("127.0.0.1", "localhost"));
    assertTrue(refusal(byName, access(trusting(Tls.DEFAULT))).contains("can't be trusted"));
  }

  @Test
  void shouldSpeakHttp2WhereItIsOffered() throws IOException {
    assertServes(nginx.tlsUrl("plain"), access(trusting(Tls.DEFAULT)));
    assertTrue(Files.readString(nginx.file("protocol.log")).contains("HTTP/2.0 206"));
  }

  @Test
  void shouldProveWhoItIs() throws IOException {
    assertTrue(refusal(nginx.mutualUrl(), access(trusting(Tls.DEFAULT))).contains("status 400"));
    Tls known =
        new Tls(
            true,
            Optional.empty(),
            Optional.of(nginx.file("client.crt")),
            Optional.of(new SecretFile(nginx.file("client.key"))));
    assertServes(nginx.mutualUrl(), access(trusting(known)));
  }

  @Test
  void shouldGiveItsPassword() throws IOException {
    assertTrue(refusal(nginx.url("auth"), Access.PLAIN).contains("401"));
    Path password = Files.writeString(folder.resolve("password"), "s3cr3t\n");
    Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    assertServes(
        nginx.url("auth"),
        new Access(
            "u",
            Optional.of(new SecretFile(password)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Tls.DEFAULT,
            false));
  }

  @Test
  void shouldKeepToALimitOfRequests() throws IOException {
    assertServes(nginx.url("limited"), Access.PLAIN);
    assertTrue(Files.readString(nginx.file("protocol.log")).contains("429"));
  }

  @Test
  void shouldLiveThroughErrorsThatAreSwitchedOnAndOff() throws Exception {
    try (BlockStore store = volume(nginx.url("flaky"), Access.PLAIN).open()) {
      for (int i = 0; i < 4; i++) {
        nginx.fail(true);
        long offset = (long) i * 2 << 20;
        CompletableFuture<Boolean> read =
            CompletableFuture.supplyAsync(() -> matches(store, offset));
        await().until(() -> ReportingStore.reportOf(store).state().startsWith("OUTAGE"));
        assertFalse(read.isDone());
        nginx.fail(false);
        assertTrue(read.get());
      }
    }
  }

  private static boolean matches(BlockStore store, long offset) {
    try {
      return TestVolumes.matches(store, CONTENT, offset, 512);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldLiveThroughAServerThatIsKilledAndStartedAgain() throws Exception {
    for (URI url : new URI[] {nginx.url("plain"), nginx.tlsUrl("plain")}) {
      try (HttpCaches fresh = TestVolumes.caches();
          BlockStore store =
              new HttpVolume(
                      HttpSpec.of(url)
                          .withBlocks(512, BLOCK)
                          .withPatience(PATIENT)
                          .withAccess(access(trusting(Tls.DEFAULT))),
                      fresh)
                  .open()) {
        CompletableFuture<Boolean> read =
            CompletableFuture.supplyAsync(
                () -> {
                  boolean same = true;
                  for (int at = 0; at < SIZE; at += BLOCK) {
                    same &= matches(store, at);
                  }
                  return same;
                });
        nginx.kill();
        nginx.start();
        assertTrue(read.get());
      }
    }
  }

  @Test
  void shouldNoticeAFileThatIsReplaced() throws IOException {
    try (BlockStore store = volume(nginx.url("plain"), Access.PLAIN).open()) {
      assertTrue(TestVolumes.matches(store, CONTENT, 0, 512));
      byte[] next = TestVolumes.content(SIZE - 512);
      nginx.replace(next);
      try {
        StoreException changed =
            assertThrows(StoreException.class, () -> TestVolumes.read(store, SIZE / 2, 512));
        assertEquals(SenseKey.MEDIUM_ERROR, changed.sense().key());
        assertTrue(ReportingStore.reportOf(store).state().startsWith("CHANGED"));
      } finally {
        nginx.replace(CONTENT);
      }
    }
  }
}
