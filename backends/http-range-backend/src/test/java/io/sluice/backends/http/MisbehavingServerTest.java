package io.sluice.backends.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backends.http.ScriptedServer.Behaviour;
import io.sluice.backends.http.remote.Access;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a server does, a reader gets the content or an error. */
@Tag("long")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MisbehavingServerTest {
  private static final int SIZE = 1 << 20;
  private static final int BLOCK = 64 << 10;

  private final byte[] content = TestVolumes.content(SIZE);
  private final HttpCaches caches = TestVolumes.caches();
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer(content);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    caches.close();
  }

  private HttpVolume volume() {
    return new HttpVolume(
        HttpSpec.of(server.url()).withBlocks(512, BLOCK).withPatience(TestVolumes.SHORT), caches);
  }

  private BlockStore open() throws IOException {
    return volume().open();
  }

  private static String state(BlockStore store) {
    return ReportingStore.reportOf(store).state();
  }

  /** Reads while the server behaves so; then that it serves on when it is well again. */
  private StoreException failure(Behaviour behaviour) throws IOException {
    HttpSpec spec =
        HttpSpec.of(server.url()).withBlocks(512, BLOCK).withPatience(TestVolumes.SHORT);
    try (HttpCaches empty = TestVolumes.caches();
        BlockStore store = new HttpVolume(spec, empty).open()) {
      server.behave(behaviour);
      StoreException failure =
          assertThrows(StoreException.class, () -> TestVolumes.read(store, 3 * BLOCK, 512));
      server.behave((request, reply) -> reply.proper(request));
      assertTrue(TestVolumes.matches(store, content, 0, SIZE), "garbage was kept");
      assertEquals("ONLINE", state(store));
      return failure;
    }
  }

  private void assertRefused(String told, Behaviour behaviour) throws IOException {
    StoreException failure = failure(behaviour);
    assertEquals(SenseKey.MEDIUM_ERROR, failure.sense().key(), failure.getMessage());
    assertTrue(failure.getMessage().contains(told), failure.getMessage());
  }

  private void assertOutage(String told, Behaviour behaviour) throws IOException {
    StoreException failure = failure(behaviour);
    assertEquals(SenseKey.NOT_READY, failure.sense().key(), failure.getMessage());
    assertTrue(failure.getMessage().contains(told), failure.getMessage());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  @Test
  void shouldRefuseAServerWithoutRanges() throws IOException {
    server.behave((request, reply) -> reply.full("200 OK", "application/octet-stream", content));
    IOException refusal = assertThrows(IOException.class, () -> volume().probe());
    assertTrue(refusal.getMessage().contains("does not serve ranges"), refusal.getMessage());
    server.behave((request, reply) -> reply.proper(request));
    assertRefused(
        "does not serve ranges",
        (request, reply) -> reply.full("200 OK", "application/octet-stream", content));
  }

  @Test
  void shouldRefuseAWebPage() throws IOException {
    Behaviour page = (request, reply) -> reply.full("200 OK", "text/html", bytes("<html>log in"));
    server.behave(page);
    IOException refusal = assertThrows(IOException.class, () -> volume().probe());
    assertTrue(refusal.getMessage().contains("web page"), refusal.getMessage());
    server.behave((request, reply) -> reply.proper(request));
    assertRefused("web page", page);
  }

  @Test
  void shouldRefuseDefiniteStatuses() throws IOException {
    for (Map.Entry<String, String> status :
        Map.of(
                "401 Unauthorized", "other credentials",
                "403 Forbidden", "refuses access",
                "404 Not Found", "is not there",
                "410 Gone", "for good",
                "416 Range Not Satisfiable", "no such range",
                "418 Teapot", "status 418",
                "304 Not Modified", "status 304")
            .entrySet()) {
      assertRefused(
          status.getValue(),
          (request, reply) -> reply.full(status.getKey(), "text/plain", bytes("no")));
    }
  }

  @Test
  void shouldRefuseRangesThatWereNotAskedFor() throws IOException {
    for (String range :
        new String[] {
          "bytes 0-65535/1048576",
          "bytes 196608-196609/1048576",
          "bytes 5-4/1048576",
          "bytes 196608-262143/1",
          "pages 1-2/3",
          "bytes 99999999999999999999-1/2",
          ""
        }) {
      assertRefused(
          "",
          (request, reply) -> {
            reply.head(
                "206 Partial Content",
                "ETag",
                "\"v1\"",
                "Content-Range",
                range,
                "Content-Length",
                "65536");
            reply.body(content, 0, 65536);
          });
    }
  }

  @Test
  void shouldRefuseABodyThatIsTooLong() throws IOException {
    assertRefused(
        "more than the 65536 bytes",
        (request, reply) -> {
          reply.head(
              "206 Partial Content",
              "ETag",
              "\"v1\"",
              "Content-Range",
              "bytes %d-%d/%d".formatted(request.first(), request.last(), SIZE),
              "Connection",
              "close");
          reply.body(content, 0, 70_000);
          reply.reset();
        });
    assertRefused(
        "Content-Length",
        (request, reply) -> {
          reply.head(
              "206 Partial Content",
              "ETag",
              "\"v1\"",
              "Content-Range",
              "bytes %d-%d/%d".formatted(request.first(), request.last(), SIZE),
              "Content-Length",
              "70000");
          reply.body(content, 0, 70_000);
        });
  }

  @Test
  void shouldAskForTheRestOfABodyThatIsTooShort() throws IOException {
    AtomicInteger cut = new AtomicInteger();
    try (BlockStore store = open()) {
      server.behave(
          (request, reply) -> {
            int first = (int) request.first();
            int length = (int) request.last() - first + 1;
            if (cut.getAndIncrement() % 3 == 2) {
              reply.proper(request);
              return;
            }
            reply.head(
                "206 Partial Content",
                "ETag",
                "\"v1\"",
                "Content-Range",
                "bytes %d-%d/%d".formatted(first, request.last(), SIZE),
                "Content-Length",
                "" + length);
            reply.body(content, first, length / 2);
            reply.reset();
          });
      assertTrue(TestVolumes.matches(store, content, 0, SIZE));
    }
  }

  @Test
  void shouldRefuseWhatIsEncodedOrInParts() throws IOException {
    for (String[] header :
        new String[][] {
          {"Content-Encoding", "gzip"}, {"Content-Type", "multipart/byteranges; boundary=x"}
        }) {
      assertRefused(
          "answered with",
          (request, reply) -> {
            reply.head(
                "206 Partial Content",
                "ETag",
                "\"v1\"",
                "Content-Range",
                "bytes %d-%d/%d".formatted(request.first(), request.last(), SIZE),
                header[0],
                header[1],
                "Content-Length",
                "65536");
            reply.body(content, 0, 65536);
          });
    }
  }

  @Test
  void shouldNeverMixWithAnotherContent() throws IOException {
    byte[] other = TestVolumes.content(SIZE - 4096);
    try (BlockStore store = open()) {
      assertTrue(TestVolumes.matches(store, content, 0, BLOCK));
      server.replace(other, "\"v2\"");
      StoreException changed =
          assertThrows(StoreException.class, () -> TestVolumes.read(store, 4 * BLOCK, 512));
      assertEquals(SenseKey.MEDIUM_ERROR, changed.sense().key());
      assertEquals(4 * BLOCK / 512, changed.sense().information());
      assertTrue(state(store).startsWith("CHANGED"), state(store));
      assertTrue(TestVolumes.matches(store, content, 0, BLOCK), "what was fetched is still good");
    }
    try (BlockStore store = open()) {
      assertTrue(TestVolumes.matches(store, other, 0, SIZE - 4096));
    }
  }

  @Test
  void shouldNoticeEveryKindOfChange() throws IOException {
    assertRefused("is not what it was", (request, reply) -> reply.partial(request, "\"v2\"", SIZE));
    assertRefused(
        "is not what it was", (request, reply) -> reply.partial(request, "\"v1\"", SIZE - 512));
    assertRefused("without the ETag", (request, reply) -> reply.partial(request, "W/\"v1\"", SIZE));
    assertRefused(
        "is not what it was",
        (request, reply) -> {
          reply.head("200 OK", "ETag", "\"v2\"", "Content-Length", "4096");
          reply.body(content, 0, 4096);
        });
    assertRefused(
        "is not what it was",
        (request, reply) -> reply.full("412 Precondition Failed", "text/plain", new byte[0]));
    assertRefused(
        "is not what it was",
        (request, reply) ->
            reply.head(
                "416 Range Not Satisfiable",
                "Content-Range",
                "bytes */1000",
                "Content-Length",
                "0"));
  }

  @Test
  void shouldTellContentByItsDateWhereItHasNoTag() throws IOException {
    String date = "Wed, 21 Oct 2015 07:28:00 GMT";
    Behaviour dated = dated(date);
    server.behave(dated);
    try (BlockStore store = open()) {
      assertTrue(TestVolumes.matches(store, content, 0, BLOCK));
      assertEquals(date, server.requests().get(1).header("If-Range"));
      server.behave(dated("Wed, 21 Oct 2015 07:28:01 GMT"));
      assertThrows(StoreException.class, () -> TestVolumes.read(store, 4 * BLOCK, 512));
      assertTrue(state(store).startsWith("CHANGED"), state(store));
    }
  }

  private Behaviour dated(String date) {
    return (request, reply) -> {
      int first = (int) request.first();
      reply.head(
          "206 Partial Content",
          "ETag",
          "W/\"weak\"",
          "Last-Modified",
          date,
          "Content-Range",
          "bytes %d-%d/%d".formatted(first, request.last(), SIZE),
          "Content-Length",
          "" + (request.last() - first + 1));
      reply.body(content, first, (int) request.last() - first + 1);
    };
  }

  @Test
  void shouldRefuseWhatCouldChangeUnnoticedUnlessItMay() throws IOException {
    server.behave((request, reply) -> reply.partial(request, "", SIZE));
    IOException refusal = assertThrows(IOException.class, () -> volume().probe());
    assertTrue(refusal.getMessage().contains("unversioned"), refusal.getMessage());
    var access =
        new Access(
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Access.Tls.DEFAULT,
            true);
    try (BlockStore store =
        new HttpVolume(HttpSpec.of(server.url()).withAccess(access), caches).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, SIZE));
    }
  }

  @Test
  void shouldTryAgainWhatMayPass() throws IOException {
    for (String status :
        new String[] {
          "408 Request Timeout",
          "429 Too Many Requests",
          "500 Internal Server Error",
          "502 Bad Gateway",
          "503 Service Unavailable",
          "504 Gateway Timeout"
        }) {
      AtomicInteger left = new AtomicInteger(2);
      try (BlockStore store = open()) {
        server.behave(
            (request, reply) -> {
              if (left.getAndDecrement() > 0) {
                reply.full(status, "text/html", bytes("<html>sorry"));
              } else {
                reply.proper(request);
              }
            });
        assertTrue(TestVolumes.matches(store, content, 0, BLOCK), status);
        assertTrue(left.get() < 0);
        server.behave((request, reply) -> reply.proper(request));
      }
      server.replace(content, "\"" + status + "\""); // the next does not find it cached
    }
  }

  @Test
  void shouldTellAnOutageAsSuchAfterABoundedTime() throws IOException {
    assertOutage(
        "503", (request, reply) -> reply.full("503 Service Unavailable", "text/html", bytes("x")));
    assertOutage("broke off", (request, reply) -> reply.reset());
  }

  @Test
  void shouldNotWaitForEverForAServerThatIsSilent() throws IOException {
    assertOutage("did not answer in time", (request, reply) -> Thread.sleep(5_000));
    assertOutage(
        "did not answer in time",
        (request, reply) -> {
          reply.head(
              "206 Partial Content",
              "ETag",
              "\"v1\"",
              "Content-Range",
              "bytes %d-%d/%d".formatted(request.first(), request.last(), SIZE),
              "Content-Length",
              "" + (request.last() - request.first() + 1));
          reply.body(content, (int) request.first(), 0);
          Thread.sleep(5_000);
        });
  }

  @Test
  void shouldLeaveAServerAloneForAsLongAsItWants() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    long begin;
    try (BlockStore store = open()) {
      server.behave(
          (request, reply) -> {
            if (asked.getAndIncrement() == 0) {
              reply.head("429 Too Many Requests", "Retry-After", "1", "Content-Length", "0");
            } else {
              reply.proper(request);
            }
          });
      begin = System.nanoTime();
      assertTrue(TestVolumes.matches(store, content, 0, 512));
    }
    assertTrue(System.nanoTime() - begin >= Duration.ofSeconds(1).toNanos());
    assertEquals(2, asked.get());
  }

  @Test
  void shouldServeOnWhenTheServerComesBack() throws IOException {
    try (BlockStore store = open()) {
      server.behave((request, reply) -> reply.reset());
      assertThrows(StoreException.class, () -> TestVolumes.read(store, 0, 512));
      assertTrue(state(store).startsWith("OUTAGE"), state(store));
      // The outage has lasted: the next is told soon.
      int before = server.requests().size();
      assertThrows(StoreException.class, () -> TestVolumes.read(store, 0, 512));
      assertTrue(server.requests().size() - before <= 4, "it goes on and on");
      server.behave((request, reply) -> reply.proper(request));
      assertTrue(TestVolumes.matches(store, content, 0, SIZE));
      assertEquals("ONLINE", state(store));
    }
  }

  @Test
  void shouldUseNoConnectionThatTheServerHasClosed() throws IOException {
    try (BlockStore store = open()) {
      for (int block = 0; block < 8; block++) {
        assertTrue(TestVolumes.matches(store, content, (long) block * BLOCK, 512));
        server.dropConnections();
      }
    }
  }

  @Test
  void shouldKeepOtherVolumesFromASlowServer() throws IOException {
    try (ScriptedServer slow = new ScriptedServer(TestVolumes.content(SIZE));
        BlockStore slowStore =
            new HttpVolume(
                    HttpSpec.of(slow.url()).withBlocks(512, BLOCK).withPatience(TestVolumes.SHORT),
                    caches)
                .open();
        BlockStore store = open()) {
      slow.behave((request, reply) -> Thread.sleep(10_000));
      AtomicInteger failed = new AtomicInteger();
      for (int block = 0; block < SIZE / BLOCK; block++) {
        ((HttpStore) slowStore)
            .beginRead(
                (long) block * BLOCK,
                Segments.of(new byte[512]),
                failure -> failed.incrementAndGet());
      }
      assertTrue(TestVolumes.matches(store, content, 0, SIZE));
      assertEquals(0, failed.get(), "the slow one was not even done");
      await().atMost(Duration.ofSeconds(60)).until(() -> failed.get() == SIZE / BLOCK);
    }
  }

  @Test
  void shouldShowNoSecrets() throws IOException {
    HttpVolume volume = new HttpVolume(HttpSpec.of(server.url("/x.img?signature=s3cr3t")), caches);
    assertFalse(volume.probe().identity().contains("s3cr3t"));
    assertFalse(volume.toString().contains("s3cr3t"));
    server.behave((request, reply) -> reply.full("403 Forbidden", "text/plain", bytes("no")));
    String told = assertThrows(IOException.class, volume::probe).getMessage();
    assertFalse(told.contains("s3cr3t"), told);
  }
}
