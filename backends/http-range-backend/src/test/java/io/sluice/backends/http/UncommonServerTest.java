package io.sluice.backends.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.StoreException;
import io.sluice.backend.Volume;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backends.http.ScriptedServer.Behaviour;
import io.sluice.backends.http.ScriptedServer.Reply;
import io.sluice.backends.http.ScriptedServer.Request;
import io.sluice.backends.http.remote.Access;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are uncommon, and serve the content all the same: so is it served here. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UncommonServerTest {
  private static final int SIZE = 1 << 20;
  private static final int BLOCK = 64 << 10;
  private static final String DATE = "Wed, 21 Oct 2015 07:28:00 GMT";

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

  private static Access access(boolean unversioned) {
    return new Access(
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Access.Tls.DEFAULT,
        unversioned);
  }

  private Volume volume(URI url, Access access) {
    return new HttpVolume(
        HttpSpec.of(url).withBlocks(512, BLOCK).withPatience(TestVolumes.SHORT).withAccess(access),
        caches);
  }

  private Volume volume() {
    return volume(server.url(), Access.PLAIN);
  }

  private void assertServed(Behaviour behaviour) throws IOException {
    assertServed(volume(), behaviour);
  }

  private void assertServed(Volume volume, Behaviour behaviour) throws IOException {
    server.behave(behaviour);
    try (BlockStore store = volume.open()) {
      assertTrue(TestVolumes.matches(store, content, 0, SIZE));
      assertEquals("ONLINE", ReportingStore.reportOf(store).state());
    }
  }

  private String refusal(Volume volume, Behaviour behaviour) {
    server.behave(behaviour);
    return assertThrows(IOException.class, () -> TestVolumes.read(volume.open(), 0, 512))
        .getMessage();
  }

  /** A range, with other headers than usual. */
  private void range(Request request, Reply reply, String status, String... headers)
      throws IOException {
    int first = (int) request.first();
    int last = (int) Math.min(request.last(), server.content().length - 1);
    String[] all = new String[headers.length + 4];
    System.arraycopy(headers, 0, all, 4, headers.length);
    all[0] = "Content-Range";
    all[1] = "bytes %d-%d/%d".formatted(first, last, server.content().length);
    all[2] = "Content-Length";
    all[3] = "" + (last - first + 1);
    reply.head(status, all).body(server.content(), first, last - first + 1);
  }

  private void whole(Reply reply, String... headers) throws IOException {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "Content-Length";
    all[1] = "" + server.content().length;
    reply.head("200 OK", all).body(server.content(), 0, server.content().length);
  }

  private Behaviour deafToIfRange(String... validator) {
    return (request, reply) -> {
      if (request.header("If-Range").isEmpty()) {
        range(request, reply, "206 Partial Content", validator);
      } else {
        whole(reply, validator);
      }
    };
  }

  @Test
  void shouldAskWithoutAConditionWhereItIsTakenForFalse() throws IOException {
    assertServed(deafToIfRange("ETag", "\"v1\""));
    long conditional =
        server.requests().stream().filter(r -> !r.header("If-Range").isEmpty()).count();
    assertTrue(conditional <= 8, conditional + " were asked in vain");
    assertServed(deafToIfRange("Last-Modified", DATE));
    assertServed( // of which the answer to the condition tells nothing
        (request, reply) -> {
          if (request.header("If-Range").isEmpty()) {
            reply.proper(request);
          } else {
            reply.head("200 OK", "Connection", "close").body(content, 0, SIZE).reset();
          }
        });
  }

  @Test
  void shouldNoticeAChangeWithoutTheCondition() throws IOException {
    for (String[] validators :
        new String[][] {{"ETag", "\"v1\"", "\"v2\""}, {"Last-Modified", DATE, "x" + DATE}}) {
      server.behave(deafToIfRange(validators[0], validators[1]));
      try (BlockStore store = volume().open()) {
        assertTrue(TestVolumes.matches(store, content, 0, BLOCK));
        server.behave(deafToIfRange(validators[0], validators[2]));
        String told =
            assertThrows(StoreException.class, () -> TestVolumes.read(store, 4 * BLOCK, 512))
                .getMessage();
        assertTrue(told.contains("is not what it was"), told);
        // A condition that is not heard, and an answer that does not say of what it is.
        server.behave(
            (request, reply) -> {
              if (request.header("If-Range").isEmpty()) {
                range(request, reply, "206 Partial Content");
              } else {
                whole(reply);
              }
            });
        told =
            assertThrows(StoreException.class, () -> TestVolumes.read(store, 5 * BLOCK, 512))
                .getMessage();
        assertTrue(told.contains("may be another file"), told);
      }
    }
  }

  @Test
  void shouldAskForTheRestOfAnAnswerThatIsShorterThanAsked() throws IOException {
    assertServed(
        (request, reply) -> {
          long last = Math.min(request.last(), request.first() + 10_000);
          reply.head(
              "206 Partial Content",
              "ETag",
              "\"v1\"",
              "Content-Range",
              "bytes %d-%d/%d".formatted(request.first(), last, SIZE),
              "Content-Length",
              "" + (last - request.first() + 1));
          reply.body(content, (int) request.first(), (int) (last - request.first() + 1));
        });
  }

  @Test
  void shouldTakeAWholeAnswerWhereAllWasAskedFor() throws IOException {
    byte[] small = TestVolumes.content(BLOCK - 512);
    server.replace(small, "\"small\"");
    Behaviour whole =
        (request, reply) -> {
          if (request.last() - request.first() + 1 == small.length) {
            whole(reply, "ETag", "\"small\"");
          } else {
            reply.proper(request);
          }
        };
    server.behave(whole);
    try (BlockStore store = volume().open()) {
      assertTrue(TestVolumes.matches(store, small, 0, small.length));
    }
    assertTrue(
        refusal(volume(server.url("/other"), Access.PLAIN), (request, reply) -> whole(reply))
            .contains("does not serve ranges"));
  }

  @Test
  void shouldTakeARangeUnderAWrongStatus() throws IOException {
    assertServed((request, reply) -> range(request, reply, "200 OK", "ETag", "\"v1\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes: %d-%d/%d", "bytes=%d-%d/%d", "%d-%d/%d", "Bytes %d - %d / %d"})
  void shouldReadAContentRangeThatIsWrittenOddly(String format) throws IOException {
    assertServed(
        (request, reply) -> {
          int first = (int) request.first();
          int last = (int) request.last();
          reply.head(
              "206 partial",
              "etag",
              "\"v1\"",
              "content-range",
              format.formatted(first, last, SIZE),
              "accept-ranges",
              "none",
              "Transfer-Encoding",
              "chunked");
          reply.chunk(content, first, last - first + 1).chunk(content, 0, 0);
        });
  }

  @Test
  void shouldTakeATotalThatIsToldOnceOnly() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    assertServed(
        (request, reply) -> {
          if (asked.getAndIncrement() == 0) {
            reply.proper(request);
            return;
          }
          int length = (int) (request.last() - request.first() + 1);
          reply.head(
              "206 Partial Content",
              "ETag",
              "\"v1\"",
              "Content-Range",
              "bytes %d-%d/*".formatted(request.first(), request.last()),
              "Content-Length",
              "" + length);
          reply.body(content, (int) request.first(), length);
        });
  }

  @Test
  void shouldAskByHeadForALengthThatIsToldNowhereElse() throws IOException {
    Behaviour rangesWithoutTotal =
        (request, reply) -> {
          if (request.method().equals("HEAD")) {
            reply.head("200 OK", "ETag", "\"v1\"", "Content-Length", "" + SIZE);
            return;
          }
          int length = (int) (request.last() - request.first() + 1);
          reply.head(
              "206 Partial Content",
              "ETag",
              "\"v1\"",
              "Content-Range",
              "bytes %d-%d/*".formatted(request.first(), request.last()),
              "Content-Length",
              "" + length);
          reply.body(content, (int) request.first(), length);
        };
    assertServed(rangesWithoutTotal);
    for (String[] headers :
        new String[][] {
          {"200 OK", "\"v1\"", "Transfer-Encoding", "chunked"},
          {"405 Method Not Allowed", "\"v1\"", "Content-Length", "0"},
          {"200 OK", "\"v2\"", "Content-Length", "" + SIZE}
        }) {
      String told =
          refusal(
              volume(),
              (request, reply) -> {
                if (request.method().equals("HEAD")) {
                  reply.head(headers[0], "ETag", headers[1], headers[2], headers[3]);
                } else {
                  rangesWithoutTotal.answer(request, reply);
                }
              });
      assertTrue(told.contains("HEAD"), told);
    }
  }

  @Test
  void shouldTakeATagWithoutQuotationMarks() throws IOException {
    assertServed(
        (request, reply) -> range(request, reply, "206 Partial Content", "ETag", "3f80f-1b6"));
    assertEquals("3f80f-1b6", server.requests().get(1).header("If-Range"));
    String told =
        refusal(
            volume(),
            (request, reply) -> range(request, reply, "206 Partial Content", "ETag", "w/\"1\""));
    assertTrue(told.contains("strong ETag"), told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws-chunked", "identity, aws-chunked", "none", "binary", "UTF-8", ""})
  void shouldTakeACodingThatEncodesNothing(String coding) throws IOException {
    assertServed(
        (request, reply) ->
            range(
                request,
                reply,
                "206 Partial Content",
                "ETag",
                "\"v1\"",
                "Content-Encoding",
                coding));
  }

  private Behaviour encoded(String coding) {
    return (request, reply) ->
        range(request, reply, "206 Partial Content", "ETag", "\"v1\"", "Content-Encoding", coding);
  }

  @Test
  void shouldServeACompressedFileAsItIsStoredWhereItIsNamedSo() throws IOException {
    for (String[] known :
        new String[][] {
          {"/d.img.gz", "gzip"},
          {"/d.img.gz", "x-gzip"},
          {"/d.TGZ?v=1", "aws-chunked, gzip"},
          {"/d.img.bz2", "x-bzip2"},
          {"/d.img.xz", "x-xz"},
          {"/d.img.zst", "zstd"}
        }) {
      assertServed(volume(server.url(known[0]), Access.PLAIN), encoded(known[1]));
    }
  }

  @Test
  void shouldServeACompressedFileAsItIsStoredWhereItIsWantedSo() throws IOException {
    Access wanted = Access.PLAIN.withCodings(Set.of("gzip"));
    assertServed(volume(server.url("/blobs/1"), wanted), encoded("x-gzip"));
    URI layer = URI.create(server.url("/blobs/2") + "#coding=gzip");
    assertServed(new HttpFactory(caches).volume(layer, LayerAccess.READ_ONLY), encoded("gzip"));
    assertEquals("/blobs/2", server.requests().get(server.requests().size() - 1).path());
  }

  @Test
  void shouldRefuseWhatTheServerEncodes() {
    for (String coding : new String[] {"gzip", "br", "gzip, gzip", "x-unknown"}) {
      String told = refusal(volume(server.url("/d.img"), Access.PLAIN), encoded(coding));
      assertTrue(told.contains("encoded body"), told);
      assertTrue(told.contains("contentEncoding"), told);
    }
    String told = refusal(volume(server.url("/d.img.gz"), Access.PLAIN), encoded("gzip, br"));
    assertTrue(told.contains("gzip, br"), told);
  }

  private Behaviour flapping() {
    AtomicInteger asked = new AtomicInteger();
    return (request, reply) -> {
      int node = asked.getAndIncrement() % 3;
      range(
          request,
          reply,
          "206 Partial Content",
          "ETag",
          "\"node%d\"".formatted(node),
          "Last-Modified",
          DATE.replace("00 GMT", "0%d GMT".formatted(node)));
    };
  }

  @Test
  void shouldLookAtNoValidatorOfWhatNeverChanges() throws IOException {
    assertServed(volume(server.url(), access(true)), flapping());
    server.requests().forEach(request -> assertEquals("", request.header("If-Range")));
    try (BlockStore store = volume().open()) {
      server.behave(flapping());
      String told =
          assertThrows(IOException.class, () -> TestVolumes.read(store, 0, SIZE)).getMessage();
      assertTrue(told.contains("unversioned = true"), told);
    }
    // The length is looked at all the same.
    server.behave((request, reply) -> reply.partial(request, "\"v1\"", SIZE));
    try (BlockStore store = volume(server.url("/x"), access(true)).open()) {
      server.behave((request, reply) -> reply.partial(request, "\"v1\"", SIZE - 512));
      assertThrows(StoreException.class, () -> TestVolumes.read(store, 0, 512));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a b/d.img",
        "/a%20b/d.img?x={1}|2",
        "/\u00e4/d.img",
        "/100%/d.img",
        "/d.img#top"
      })
  void shouldFollowARedirectThatIsWrittenOddly(String to) throws IOException {
    assertServed(
        (request, reply) -> {
          if (request.path().equals("/disk.img")) {
            reply.head("302 Found", "Location", server.url("") + to, "Content-Length", "0");
          } else {
            reply.proper(request);
          }
        });
    String asked = server.requests().get(server.requests().size() - 1).path();
    String expected =
        to.replace(" ", "%20")
            .replace("\u00e4", "%E4")
            .replace("{1}|2", "%7B1%7D%7C2")
            .replace("0%/", "0%25/")
            .replaceFirst("#.*", "");
    assertEquals(expected, asked);
  }
}
