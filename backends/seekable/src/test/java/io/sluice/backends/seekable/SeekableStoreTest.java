package io.sluice.backends.seekable;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backend.layer.StoreReport;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIf;

@Timeout(60)
class SeekableStoreTest {
  private static final int SPAN = 200_000;
  private static final int LENGTH = 8 << 20;
  private static final long CACHE = 2 << 20;

  private final DecodingMemory memory = new DecodingMemory(CACHE);

  private final byte[] content = SeekableFormatContractTest.content(LENGTH + 100);
  private final PlainFormat format = new PlainFormat(SPAN, true);

  private BlockStore open(PlainFormat opened) throws IOException {
    return open(opened, memory);
  }

  private BlockStore open(PlainFormat opened, DecodingMemory memory) throws IOException {
    return new SeekableVolume(
            opened, new ByteArraySource(content), 512, new Indexes(Optional.empty()), memory)
        .open();
  }

  private static byte[] read(BlockStore store, long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    store.read(offset, Segments.of(bytes));
    return bytes;
  }

  private void requireRight(BlockStore store, long offset, int length) throws IOException {
    byte[] expected = Arrays.copyOfRange(content, (int) offset, (int) offset + length);
    assertArrayEquals(expected, read(store, offset, length));
  }

  private static long figure(BlockStore store, String name) {
    return ReportingStore.reportOf(store).figures().stream()
        .filter(figure -> figure.name().equals(name))
        .mapToLong(StoreReport.Figure::value)
        .findFirst()
        .orElseThrow();
  }

  static boolean isOneProcessor() {
    return Runtime.getRuntime().availableProcessors() == 1;
  }

  @Test
  void shouldFillTheLastBlockWithZeroes() throws Exception {
    try (BlockStore store = open(format)) {
      assertEquals(LENGTH + 100, store.contentLength());
      assertEquals(LENGTH + 512, store.size());
      byte[] last = read(store, LENGTH, 512);
      assertArrayEquals(
          Arrays.copyOfRange(content, LENGTH, LENGTH + 100), Arrays.copyOf(last, 100));
      assertArrayEquals(new byte[412], Arrays.copyOfRange(last, 100, 512));
    }
  }

  @Test
  void shouldDecodeASpanOnceForAllWhoWantIt() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    format.set((span, at) -> pass(go));
    ExecutorService readers = Executors.newFixedThreadPool(8);
    try (BlockStore store = open(format)) {
      List<Future<byte[]>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(readers.submit(() -> read(store, 4096, 512)));
      }
      await().until(() -> figure(store, "cache misses") == 8);
      go.countDown();
      for (Future<byte[]> result : results) {
        assertArrayEquals(Arrays.copyOfRange(content, 4096, 4608), result.get());
      }
      assertEquals(1, format.opened());
    } finally {
      readers.shutdownNow();
    }
  }

  private static void pass(CountDownLatch latch) throws IOException {
    try {
      assertTrue(latch.await(50, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  @DisabledIf("isOneProcessor")
  void shouldDecodeTheSpansOfOneReadInParallel() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    format.set(
        (span, at) -> {
          if (at % SPAN == 0) {
            both.countDown();
            pass(both);
          }
        });
    try (BlockStore store = open(format)) {
      requireRight(store, SPAN / 512 * 512, 1024);
    }
  }

  @Test
  void shouldStayWithinItsMemory() throws Exception {
    ExecutorService readers = Executors.newFixedThreadPool(4);
    try (BlockStore store = open(format)) {
      List<Callable<Void>> reads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Random random = new Random(i);
        reads.add(
            () -> {
              for (int n = 0; n < 300; n++) {
                requireRight(store, random.nextInt(LENGTH / 512 - 4) * 512L, 2048);
              }
              return null;
            });
      }
      for (Future<Void> done : readers.invokeAll(reads)) {
        done.get();
      }
      assertTrue(figure(store, "cached of all") <= CACHE);
      assertTrue(figure(store, "cache hits") > 0);
      assertTrue(format.mostOpen() <= Runtime.getRuntime().availableProcessors());
    } finally {
      readers.shutdownNow();
    }
  }

  @Test
  void shouldDecodeAheadOfWhoReadsInSequence() throws Exception {
    try (BlockStore store = open(format)) {
      for (long at = 0; at < 4 * SPAN; at += 4096) {
        requireRight(store, at, 4096);
      }
      await().until(() -> figure(store, "decoded") > 6 * SPAN);
    }
  }

  @Test
  void shouldTellTheDamagedBlockAndGiveTheRest() throws Exception {
    format.set(
        (span, at) -> {
          if (span == 3) {
            throw new DamagedException("/images/test: is damaged there");
          }
        });
    try (BlockStore store = open(format)) {
      long before = 3 * SPAN / 512 - 8;
      StoreException e =
          assertThrows(StoreException.class, () -> read(store, before * 512, 20 * 512));
      assertEquals(SenseKey.MEDIUM_ERROR, e.sense().key());
      assertEquals(AdditionalSense.UNRECOVERED_READ_ERROR, e.sense().additional());
      assertEquals(before + 8, e.sense().information());
      assertEquals("/images/test: is damaged there", e.getMessage());
      StoreException within =
          assertThrows(StoreException.class, () -> read(store, (before + 10) * 512, 512));
      assertEquals(before + 10, within.sense().information());
      requireRight(store, (before - 8) * 512, 16 * 512);
      requireRight(store, (4L * SPAN / 512 + 1) * 512, 20 * 512);
    }
  }

  @Test
  void shouldGiveNothingOfASpanWhoseEndIsWrongAndTryItAgain() throws Exception {
    AtomicBoolean wrong = new AtomicBoolean(true);
    format.set(
        (span, at) -> {
          if (wrong.get() && at == (span + 1L) * SPAN) {
            throw new DamagedException("its checksum is wrong");
          }
        });
    try (BlockStore store = open(format)) {
      assertThrows(StoreException.class, () -> read(store, 0, 512));
      assertThrows(StoreException.class, () -> read(store, 0, 512));
      assertEquals(2, format.opened());
      wrong.set(false);
      requireRight(store, 0, 512);
    }
  }

  @Test
  void shouldPassAnOutageBelowOn() throws Exception {
    StoreException outage = StoreException.notReady("the server is away", null);
    StoreException below = StoreException.unreadable(7, "not there", null);
    AtomicBoolean away = new AtomicBoolean(true);
    format.set(
        (span, at) -> {
          throw away.get() ? outage : below;
        });
    try (BlockStore store = open(format)) {
      assertSame(outage, assertThrows(StoreException.class, () -> read(store, 1024, 512)));
      away.set(false);
      StoreException e = assertThrows(StoreException.class, () -> read(store, 1024, 512));
      assertEquals(2, e.sense().information(), "a block of this volume");
    }
  }

  @Test
  void shouldShareItsMemoryWithOtherStores() throws Exception {
    List<BlockStore> stores = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      stores.add(open(i % 2 == 0 ? format : new PlainFormat(Integer.MAX_VALUE, true)));
    }
    Random random = new Random(4);
    for (int n = 0; n < 200; n++) {
      requireRight(stores.get(n % 6), random.nextInt(LENGTH / 512 - 4) * 512L, 2048);
      assertTrue(memory.used() <= CACHE);
    }
    for (BlockStore store : stores) {
      store.close();
    }
    assertEquals(0, memory.used());
    assertTrue(memory.tryTake(CACHE / 2), "all that was taken was given back");
  }

  @Test
  void shouldNotBeOpenedWithoutMemoryToDecodeIt() throws Exception {
    DecodingMemory small = new DecodingMemory(CACHE, CACHE / 5 * 8 + 1_200_000);
    BlockStore first = open(format, small);
    IOException e = assertThrows(IOException.class, () -> open(format, small));
    assertTrue(e.getMessage().contains("raise SLUICE_HEAP"), e.getMessage());
    requireRight(first, 4096, 4096);
    first.close();
    open(format, small).close();
    open(format, small).close();
  }

  @Test
  void shouldLeaveNoThreadAndNoStream() throws Exception {
    PlainFormat one = new PlainFormat(Integer.MAX_VALUE, true);
    BlockStore many = open(format);
    BlockStore single = open(one);
    for (long at = 0; at < 2 * SPAN; at += 4096) {
      requireRight(many, at, 4096);
      requireRight(single, at, 4096);
    }
    long threads = decoderThreads();
    assertTrue(threads > 0);
    many.close();
    single.close();
    assertEquals(0, format.open());
    assertEquals(0, one.open());
    assertTrue(decoderThreads() <= Math.max(0, threads - 2), "others' may be left");
  }

  private static long decoderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sluice-decoder-"))
        .count();
  }

  /** A span that is too long to be held. */
  @Test
  void shouldGoOnFromTheNearestPlaceInALongSpan() throws Exception {
    PlainFormat one = new PlainFormat(Integer.MAX_VALUE, true);
    try (BlockStore store = open(one)) {
      assertTrue(ReportingStore.reportOf(store).state().contains("SLOW: one block of 8 MiB"));
      requireRight(store, 3 << 20, 4096);
      long decoded = one.decoded();
      assertTrue(decoded < 4 << 20, "no more than needed: " + decoded);
      requireRight(store, 5 << 20, 4096);
      assertEquals(1, one.opened());
      requireRight(store, 1 << 20, 4096);
      assertEquals(2, one.opened(), "backwards, it begins anew");
      requireRight(store, 6 << 20, 4096);
      assertEquals(2, one.opened());
      assertTrue(figure(store, "cached of all") <= CACHE);
    }
  }

  @Test
  void shouldKeepFewPlacesInALongSpan() throws Exception {
    PlainFormat one = new PlainFormat(Integer.MAX_VALUE, true);
    ExecutorService readers = Executors.newFixedThreadPool(8);
    try (BlockStore store = open(one)) {
      List<Callable<Void>> reads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Random random = new Random(i);
        reads.add(
            () -> {
              for (int n = 0; n < 40; n++) {
                requireRight(store, random.nextInt(LENGTH / 512 - 64) * 512L, 64 * 512);
              }
              return null;
            });
      }
      for (Future<Void> done : readers.invokeAll(reads)) {
        done.get();
      }
      assertTrue(one.mostOpen() <= SpanCursors.MOST);
    } finally {
      readers.shutdownNow();
    }
    assertEquals(0, one.open());
  }

  @Test
  void shouldReadALongSpanUpToItsDamage() throws Exception {
    PlainFormat one = new PlainFormat(Integer.MAX_VALUE, true);
    one.set(
        (span, at) -> {
          if (at > 5 << 20) {
            throw new DamagedException("is damaged");
          }
        });
    try (BlockStore store = open(one)) {
      requireRight(store, 4 << 20, 4096);
      StoreException e = assertThrows(StoreException.class, () -> read(store, 6 << 20, 4096));
      assertEquals((6 << 20) / 512, e.sense().information());
      requireRight(store, 2 << 20, 4096);
    }
    assertEquals(0, one.open());
  }
}
