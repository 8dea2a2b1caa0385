package io.sluice.backends.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Prerequisite;
import io.sluice.backend.Segments;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backend.layer.StoreReport.Figure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is fetched, and how often. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CachedVolumeTest {
  private static final int BLOCK = 64 << 10;
  private static final int SIZE = 64 * BLOCK + 1000;

  @TempDir private Path folder;
  private final byte[] content = TestVolumes.content(SIZE);
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer(content);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private HttpSpec spec() {
    return HttpSpec.of(server.url()).withBlocks(512, BLOCK).withPatience(TestVolumes.SHORT);
  }

  private static long figure(BlockStore store, String name) {
    return ReportingStore.reportOf(store).figures().stream()
        .filter(figure -> figure.name().equals(name))
        .mapToLong(Figure::value)
        .findFirst()
        .orElseThrow();
  }

  private static void awaitOnDisk(BlockStore store, int blocks) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> figure(store, "on disk") == (long) blocks * BLOCK);
  }

  @Test
  void shouldServeAnOddEndFilledUpWithZeroes() throws IOException {
    try (HttpCaches caches = TestVolumes.caches();
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      assertEquals(64 * BLOCK + 1024, store.size());
      assertEquals(SIZE, store.contentLength());
      assertTrue(TestVolumes.matches(store, content, 0, 64 * BLOCK + 1024));
      assertTrue(TestVolumes.matches(store, content, 64 * BLOCK + 512, 512));
    }
  }

  @Test
  void shouldHoldNoThreadForCommandsInFlightAndJoinThem() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    try (HttpCaches caches = TestVolumes.caches();
        HttpStore store = (HttpStore) new HttpVolume(spec(), caches).open()) {
      server.behave(
          (request, reply) -> {
            released.await();
            reply.proper(request);
          });
      CountDownLatch done = new CountDownLatch(128);
      Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
      List<byte[]> got = new ArrayList<>();
      for (int i = 0; i < 128; i++) {
        byte[] bytes = new byte[512];
        got.add(bytes);
        store.beginRead(
            (long) (i % 64) * BLOCK,
            Segments.of(bytes),
            failure -> {
              if (failure != null) {
                failures.add(failure);
              }
              done.countDown();
            });
      }
      await().until(() -> server.mostUnderWay() == 8);
      long threads =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith("sluice-http"))
              .count();
      assertTrue(threads < 20, threads + " threads");
      released.countDown();
      done.await();
      assertTrue(failures.isEmpty(), failures::toString);
      for (int i = 0; i < 128; i++) {
        assertEquals(content[i % 64 * BLOCK + 511], got.get(i)[511]);
      }
      assertEquals(8, server.mostUnderWay());
      assertEquals(64, figure(store, "blocks fetched"), "each block once");
      assertTrue(server.requests().size() < 40, "adjacent blocks go in one request");
    }
  }

  @Test
  void shouldReadAheadOfWhoReadsInSequenceOnly() throws IOException {
    try (HttpCaches caches = TestVolumes.caches();
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      for (int i = 0; i < 20; i++) {
        TestVolumes.read(store, i * 16384L, 16384);
      }
      await().until(() -> figure(store, "blocks fetched") > 8);
    }
    try (HttpCaches caches = TestVolumes.caches();
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      for (int i : new int[] {40, 3, 20, 11, 60, 33, 50}) {
        TestVolumes.read(store, (long) i * BLOCK, 512);
      }
      assertEquals(7, figure(store, "blocks fetched"));
    }
  }

  /** The memory cache is full of what is used often, beside which a new block counts for little. */
  @Test
  void shouldFetchNothingTwiceOfWhatItReadsAhead() throws IOException {
    try (HttpCaches caches = new HttpCaches(1 << 20, Optional.empty(), Optional.empty());
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      int popular = 12;
      for (int i = 0; i < 10 * popular; i++) {
        int backwards = popular - 1 - i % popular; // in no sequence that is read ahead of
        TestVolumes.read(store, (long) backwards * BLOCK, BLOCK);
      }
      for (int i = 20; i < 64; i++) {
        assertTrue(TestVolumes.matches(store, content, (long) i * BLOCK, BLOCK));
      }
    }
    BitSet fetched = new BitSet();
    for (ScriptedServer.Request request : server.requests()) {
      if (request.last() > 0) { // not the first look at it
        int first = (int) (request.first() / BLOCK);
        int end = (int) (request.last() / BLOCK) + 1;
        assertTrue(fetched.get(first, end).isEmpty(), request::toString);
        fetched.set(first, end);
      }
    }
    assertTrue(fetched.cardinality() >= 12 + 44);
  }

  @Test
  void shouldKeepOnDiskWhatItHasFetched() throws IOException {
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, SIZE / 512 * 512));
      awaitOnDisk(store, 65);
    }
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      int before = server.requests().size();
      assertTrue(TestVolumes.matches(store, content, 0, SIZE / 512 * 512));
      assertEquals(before, server.requests().size());
      assertEquals(65, figure(store, "disk cache hits"));
    }
    server.replace(TestVolumes.content(SIZE - 512), "\"v2\"");
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      assertTrue(TestVolumes.matches(store, server.content(), 0, BLOCK));
    }
  }

  @Test
  void shouldNeverServeADamagedBlock() throws IOException {
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, SIZE / 512 * 512));
      awaitOnDisk(store, 65);
    }
    flip(".data", 5 * BLOCK + 77);
    flip(".map", 4096 + 9 * 8 + 2);
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, SIZE / 512 * 512));
      assertEquals(2, figure(store, "blocks fetched"));
      assertEquals(1, figure(store, "damaged on disk"));
      awaitOnDisk(store, 65);
    }
    flip(".map", 20); // the header: all of it is given up
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      assertEquals(0, figure(store, "on disk"));
      assertTrue(TestVolumes.matches(store, content, 0, SIZE / 512 * 512));
    }
  }

  private void flip(String suffix, long at) throws IOException {
    Path path;
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      path = files.filter(f -> f.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, at);
      one.put(0, (byte) ~one.get(0)).rewind();
      file.write(one, at);
    }
  }

  @Test
  void shouldKeepToItsBound() throws IOException {
    long bound = 10L * BLOCK;
    try (HttpCaches caches = TestVolumes.cachesIn(folder, bound);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      Random random = new Random(7);
      for (int i = 0; i < 300; i++) {
        int at = random.nextInt(SIZE / 512) * 512;
        assertTrue(TestVolumes.matches(store, content, at, 512));
        assertTrue(caches.disk().orElseThrow().used() <= bound);
      }
      assertTrue(figure(store, "on disk") <= bound);
      assertTrue(figure(store, "on disk") > 0);
    }
    server.replace(TestVolumes.content(8 * BLOCK), "\"other\"");
    try (HttpCaches caches = TestVolumes.cachesIn(folder, bound);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      assertTrue(TestVolumes.matches(store, server.content(), 0, 8 * BLOCK));
      awaitOnDisk(store, 8);
    }
  }

  @Test
  void shouldGoOnWhereTheCacheCannotBeUsed() throws IOException {
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30)) {
      Files.setPosixFilePermissions(
          folder.resolve("cache"), PosixFilePermissions.fromString("---------"));
      Files.delete(folder.resolve("cache"));
      try (BlockStore store = new HttpVolume(spec(), caches).open()) {
        assertTrue(TestVolumes.matches(store, content, 0, SIZE / 512 * 512));
      }
    }
  }

  @Test
  void shouldGoOnWhereItsFileIsNone() throws IOException {
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, BLOCK));
      awaitOnDisk(store, 1);
    }
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/full"));
      }
    }
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      for (int round = 0; round < 2; round++) {
        assertTrue(TestVolumes.matches(store, content, 0, SIZE / 512 * 512));
      }
    }
  }

  @Test
  void shouldGoOnWhereTheDiskIsFull() throws Exception {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Prerequisite.require(
        call("mount", "-t", "tmpfs", "-o", "size=1m", "none", cache.toString()),
        "the right to mount a tmpfs (root)");
    try {
      try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
          BlockStore store = new HttpVolume(spec(), caches).open()) {
        assertTrue(TestVolumes.matches(store, content, 0, BLOCK));
        awaitOnDisk(store, 1);
      }
      fill(cache.resolve("ballast"));
      try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
          BlockStore store = new HttpVolume(spec(), caches).open()) {
        for (int round = 0; round < 2; round++) {
          assertTrue(TestVolumes.matches(store, content, 0, SIZE / 512 * 512));
        }
        assertTrue(figure(store, "on disk") <= BLOCK);
      }
    } finally {
      assertTrue(call("umount", "-l", cache.toString()));
    }
  }

  private static boolean call(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }

  /** Writes until there is no room. */
  private static void fill(Path ballast) throws IOException {
    try (FileChannel file =
        FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      IOException full =
          assertThrows(
              IOException.class,
              () -> {
                while (true) {
                  file.write(ByteBuffer.allocate(512));
                }
              });
      assertTrue(full.getMessage().contains("No space left"), full::getMessage);
    }
  }

  @Test
  void shouldKeepNothingOfWhatAnErrorSays() throws IOException {
    byte[] garbage = TestVolumes.content(BLOCK);
    Set<Long> failed = ConcurrentHashMap.newKeySet();
    server.behave(
        (request, reply) -> {
          boolean fails = request.last() > 0 && failed.add(request.first());
          if (fails && failed.size() % 2 == 0) {
            reply.full("503 Service Unavailable", "application/octet-stream", garbage);
          } else if (fails) {
            reply.full("500 Internal Server Error", "application/octet-stream", garbage);
          } else {
            reply.proper(request);
          }
        });
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, 32 * BLOCK));
      assertTrue(figure(store, "retries") > 0);
      awaitOnDisk(store, 32); // of more at once, a slow disk may not keep all
    }
    server.behave((request, reply) -> reply.proper(request));
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, 32 * BLOCK));
      assertEquals(32, figure(store, "disk cache hits"));
      assertEquals(0, figure(store, "damaged on disk"));
    }
  }

  @Test
  void shouldFetchNothingTwiceOfWhatIsReadWhileItIsPrefetched() throws IOException {
    HttpSpec all = spec().withPrefetch("both", new HttpSpec.Prefetch(HttpSpec.What.ALL, 0));
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(all, caches).open()) {
      for (int i = 0; i < 64; i++) {
        assertTrue(TestVolumes.matches(store, content, (long) (i * 37 % 64) * BLOCK, BLOCK));
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> ReportingStore.reportOf(store).state().equals("ONLINE"));
      assertEquals(65, figure(store, "blocks fetched"));
    }
  }

  @Test
  void shouldPrefetchAllOfIt() throws IOException {
    HttpSpec all = spec().withPrefetch("all", new HttpSpec.Prefetch(HttpSpec.What.ALL, 0));
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(all, caches).open()) {
      awaitOnDisk(store, 65);
      await().until(() -> ReportingStore.reportOf(store).state().equals("ONLINE"));
      int before = server.requests().size();
      assertTrue(TestVolumes.matches(store, content, 0, SIZE / 512 * 512));
      assertEquals(before, server.requests().size());
    }
  }

  @Test
  void shouldFetchFirstWhatWasReadFirstTheLastTime() throws IOException {
    HttpSpec traced = spec().withPrefetch("t", new HttpSpec.Prefetch(HttpSpec.What.TRACE, 0));
    int[] read = {50, 3, 4, 40};
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        HttpStore store = (HttpStore) new HttpVolume(traced, caches).open()) {
      store.prefetcher().record();
      for (int block : read) {
        TestVolumes.read(store, (long) block * BLOCK, 512);
      }
      assertEquals(4L * BLOCK, store.prefetcher().keepRecord());
      assertEquals(-1, store.prefetcher().keepRecord());
    }
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(traced, caches).open()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> figure(store, "blocks fetched") == 4);
      int before = server.requests().size();
      for (int block : read) {
        assertTrue(TestVolumes.matches(store, content, (long) block * BLOCK, 512));
      }
      assertEquals(before, server.requests().size());
    }
  }

  @Test
  void shouldRefuseATraceThatMakesNoSense() throws IOException {
    Path file = folder.resolve("x.trace");
    assertTrue(Trace.read(file).isEmpty());
    for (String text : List.of("", "hello", "sluice-trace 1 k\n1", "sluice-trace 1 k\n-1 5\n")) {
      Files.writeString(file, text);
      assertThrows(IOException.class, () -> Trace.read(file));
    }
    new Trace("k", List.of(new Trace.Range(0, 512))).write(file);
    assertEquals("k", Trace.read(file).orElseThrow().content());
    assertFalse(Files.exists(folder.resolve("x.trace.tmp")));
  }

  @Test
  void shouldLeaveNoThreadBehind() throws IOException {
    try (HttpCaches caches = TestVolumes.cachesIn(folder, 1 << 30);
        BlockStore store = new HttpVolume(spec(), caches).open()) {
      assertTrue(TestVolumes.matches(store, content, 0, BLOCK));
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("sluice-http")));
  }
}
