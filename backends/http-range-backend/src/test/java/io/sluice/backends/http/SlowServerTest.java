package io.sluice.backends.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.StoreException;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backend.layer.StoreReport;
import io.sluice.backends.http.ScriptedServer.Behaviour;
import io.sluice.backends.http.remote.Access;
import io.sluice.backends.http.remote.Patience;
import io.sluice.backends.http.remote.Proxy;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever comes in slowly, whichever part of an answer it is, holds no read for ever. */
@Tag("long")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowServerTest {
  private static final int SIZE = 1 << 20;
  private static final int BLOCK = 64 << 10;
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(1), Duration.ofSeconds(3), 1 << 10);

  /** The longest that any test goes on: of a drip that nobody ends. */
  private static final int DRIPS = 2_000;

  @TempDir private Path folder;
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

  private HttpVolume volume(URI url, Patience patience, Access access) {
    return new HttpVolume(
        HttpSpec.of(url).withBlocks(512, BLOCK).withPatience(patience).withAccess(access), caches);
  }

  private HttpVolume volume() {
    return volume(server.url(), PATIENCE, Access.PLAIN);
  }

  /** Ten bytes a second. */
  private static void drip(OutputStream out, byte[] bytes) throws Exception {
    for (int i = 0; i < Math.min(DRIPS, bytes.length); i++) {
      out.write(bytes[i]);
      out.flush();
      Thread.sleep(100);
    }
  }

  private static Behaviour dripping(byte[] head, byte[] body) {
    return (request, reply) -> {
      reply.raw().write(head);
      reply.raw().flush();
      drip(reply.raw(), body);
    };
  }

  private byte[] head(ScriptedServer.Request request) {
    return """
    HTTP/1.1 206 Partial Content\r
    ETag: "v1"\r
    Content-Range: bytes %d-%d/%d\r
    Content-Length: %d\r
    \r
    """
        .formatted(request.first(), request.last(), SIZE, request.last() - request.first() + 1)
        .getBytes(US_ASCII);
  }

  private static String outage(BlockStore store) {
    StoreException failure =
        assertThrows(StoreException.class, () -> TestVolumes.read(store, 3 * BLOCK, 512));
    assertEquals(SenseKey.NOT_READY, failure.sense().key(), failure.getMessage());
    return failure.getMessage();
  }

  @Test
  void shouldTellABodyThatDripsAsAnOutage() throws IOException {
    try (BlockStore store = volume().open()) {
      server.behave((request, reply) -> dripping(head(request), content).answer(request, reply));
      String told = outage(store);
      assertTrue(told.contains("leastRate"), told);
      await().until(() -> server.underWay() == 0); // no connection is left to drip on
      server.behave((request, reply) -> reply.proper(request));
      assertTrue(TestVolumes.matches(store, content, 0, SIZE));
    }
  }

  @Test
  void shouldTellHeadersThatDripAsAnOutage() throws IOException {
    try (BlockStore store = volume().open()) {
      server.behave((request, reply) -> drip(reply.raw(), head(request)));
      String told = outage(store);
      assertTrue(told.contains("did not answer in time"), told);
    }
  }

  @Test
  void shouldTellPartsThatComeToNothingAsAnOutage() throws IOException {
    Patience demanding = new Patience(Duration.ofSeconds(1), Duration.ofSeconds(3), 1 << 20);
    try (BlockStore store = volume(server.url(), demanding, Access.PLAIN).open()) {
      server.behave(
          (request, reply) -> {
            Thread.sleep(200);
            answerPart(request, reply, 4 << 10);
          });
      String told = outage(store);
      assertTrue(told.contains("leastRate"), told);
      server.behave((request, reply) -> answerPart(request, reply, 1000));
      String refused =
          assertThrows(StoreException.class, () -> TestVolumes.read(store, 0, 512)).getMessage();
      assertTrue(refused.contains("only 1000 bytes at a time"), refused);
    }
  }

  private void answerPart(ScriptedServer.Request request, ScriptedServer.Reply reply, int most)
      throws IOException {
    long last = Math.min(request.last(), request.first() + most - 1);
    int length = (int) (last - request.first() + 1);
    reply.head(
        "206 Partial Content",
        "ETag",
        "\"v1\"",
        "Content-Range",
        "bytes %d-%d/%d".formatted(request.first(), last, SIZE),
        "Content-Length",
        "" + length);
    reply.body(content, (int) request.first(), length);
  }

  /** Longer than an outage may last, in all. */
  @Test
  void shouldServeOverALinkThatIsSlowAndHonest() throws IOException {
    try (BlockStore store = volume().open()) {
      server.behave(
          (request, reply) -> {
            reply.raw().write(head(request));
            for (long at = request.first(); at <= request.last(); at += 1024) {
              int part = (int) Math.min(1024, request.last() + 1 - at);
              reply.body(content, (int) at, part);
              Thread.sleep(70);
            }
          });
      assertTrue(TestVolumes.matches(store, content, 5 * BLOCK, 512));
    }
  }

  @Test
  void shouldFollowARedirectWhoseBodyDrips() throws IOException {
    server.behave(
        (request, reply) -> {
          if (request.path().equals("/disk.img")) {
            dripping(
                    "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 4000\r\n\r\n"
                        .getBytes(US_ASCII),
                    content)
                .answer(request, reply);
          } else {
            reply.proper(request);
          }
        });
    Patience patience = new Patience(Duration.ofSeconds(1), Duration.ofSeconds(30), 1);
    try (BlockStore store = volume(server.url(), patience, Access.PLAIN).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, 512));
    }
  }

  @Test
  void shouldEndRedirectsThatTakeTheirTime() {
    server.behave(
        (request, reply) -> {
          Thread.sleep(700);
          reply.head("302 Found", "Location", request.path() + "x", "Content-Length", "0");
        });
    String told = assertThrows(IOException.class, () -> volume().probe()).getMessage();
    assertTrue(told.contains("over redirects"), told);
  }

  @Test
  void shouldEndATokenThatDrips() throws IOException {
    try (ScriptedServer realm = new ScriptedServer(content)) {
      realm.behave(
          dripping("HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n".getBytes(US_ASCII), content));
      server.behave(
          (request, reply) ->
              reply.head(
                  "401 Unauthorized",
                  "WWW-Authenticate",
                  "Bearer realm=\"%s\"".formatted(realm.url("/token")),
                  "Content-Length",
                  "0"));
      assertThrows(IOException.class, () -> volume().probe());
      await().until(() -> realm.underWay() == 0);
    }
  }

  /** A server that never gets further than its first record. */
  private static void dripToAll(ServerSocket listening) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  Socket socket = listening.accept();
                  Thread each = new Thread(() -> dripTo(socket));
                  each.setDaemon(true);
                  each.start();
                }
              } catch (IOException e) {
                return; // closed
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static void dripTo(Socket socket) {
    byte[] record = new byte[16_000];
    record[0] = 22; // a TLS handshake record of 16,000 bytes
    record[1] = 3;
    record[2] = 3;
    record[3] = 62;
    try (socket) {
      drip(socket.getOutputStream(), record);
    } catch (Exception e) {
      return; // the client has gone
    }
  }

  @Test
  void shouldEndATlsHandshakeThatDrips() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      dripToAll(listening);
      URI url = URI.create("https://127.0.0.1:" + listening.getLocalPort() + "/x.img");
      String told =
          assertThrows(IOException.class, () -> volume(url, PATIENCE, Access.PLAIN).probe())
              .getMessage();
      assertTrue(told.contains("in time"), told);
    }
  }

  @Test
  void shouldEndATunnelThatDrips() throws IOException {
    server.behave(
        (request, reply) ->
            drip(reply.raw(), "HTTP/1.1 200 OK and so on".repeat(99).getBytes(US_ASCII)));
    Access access =
        new Access(
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Proxy(server.url(""), "", Optional.empty())),
            Access.Tls.DEFAULT,
            false);
    URI url = URI.create("https://images.invalid/x.img");
    String told =
        assertThrows(IOException.class, () -> volume(url, PATIENCE, access).probe()).getMessage();
    assertTrue(told.contains("in time"), told);
    assertFalse(server.requests().isEmpty());
  }

  /** Whatever it says how long it is. */
  @Test
  void shouldServeWhatClaimsToBeLongerThanAnyDisk() throws IOException {
    long claimed = 100_000_000_000_000_000L;
    server.behave(
        (request, reply) -> {
          reply.head(
              "206 Partial Content",
              "ETag",
              "\"v1\"",
              "Content-Range",
              "bytes %d-%d/%d".formatted(request.first(), request.last(), claimed),
              "Content-Length",
              "" + (request.last() - request.first() + 1));
          reply.body(content, 0, (int) (request.last() - request.first() + 1));
        });
    try (HttpCaches cached = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store =
            new HttpVolume(HttpSpec.of(server.url()).withBlocks(512, BLOCK), cached).open()) {
      assertEquals(claimed, store.contentLength());
      TestVolumes.read(store, claimed / 512 * 512 - 512, 512);
      assertTrue(TestVolumes.matches(store, content, 0, 512));
      StoreReport report = ReportingStore.reportOf(store);
      assertEquals(1, report.notes().size());
      assertTrue(report.notes().get(0).contains("not kept on disk"));
    }
  }
}
