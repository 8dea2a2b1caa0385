package io.sluice.backends.fault;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ArrayVolume;
import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.LaterVolume;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreCompletion;
import io.sluice.backend.StoreException;
import io.sluice.scsi.SenseKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules that strike what is answered later; this thread never waits for one. */
@Timeout(60)
class AsyncFaultStoreTest {
  private static final int BLOCK = 512;

  private final ArrayVolume below = FaultStoreContractTest.below(64 * BLOCK, BLOCK);
  private final FaultRules rules = new FaultRules(7);
  private final FaultVolume volume =
      new FaultVolume(new LaterVolume(below, Runnable::run), rules, 0);
  private AsyncBlockStore store;

  /** How an operation ended: with null where it went well. */
  private static final class End extends CompletableFuture<Throwable> implements StoreCompletion {
    @Override
    public void completed(Throwable failure) {
      assertTrue(complete(failure), "told twice");
    }

    Throwable failure() throws Exception {
      return get(30, TimeUnit.SECONDS);
    }
  }

  @BeforeEach
  void open() throws Exception {
    store = assertInstanceOf(AsyncBlockStore.class, volume.open());
  }

  private End read(byte[] into) {
    End end = new End();
    store.beginRead(0, Segments.of(into), end);
    return end;
  }

  private End write(int value) {
    byte[] bytes = new byte[BLOCK];
    bytes[0] = (byte) value;
    End end = new End();
    store.beginWrite(0, Segments.of(bytes), 0, end);
    return end;
  }

  @Test
  void shouldHoldUpAnyNumberWithoutAThreadForEach() throws Exception {
    int rule = rules.add("hang write for=1000s");
    List<End> ends = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ends.add(write(9));
    }
    assertEquals(100, rules.all().get(0).struck());
    assertTrue(ends.stream().noneMatch(End::isDone));
    assertNull(read(new byte[BLOCK]).failure());
    assertTrue(rules.clear(rule));
    for (End end : ends) {
      assertNull(end.failure());
    }
    byte[] found = new byte[BLOCK];
    assertNull(read(found).failure());
    assertEquals(9, found[0]);
  }

  @Test
  void shouldGoOnWhenTheTimeIsUp() throws Exception {
    rules.add("delay flush for=20ms");
    rules.add("hang flush for=20ms");
    End end = new End();
    store.beginFlush(end);
    assertNull(end.failure());
    await().until(() -> below.lastOpened().calls().contains("flush 0 0 0"));
  }

  @Test
  void shouldFailWhatItSaysAndNothingElse() throws Exception {
    for (String operation : List.of("read", "write", "flush", "discard")) {
      rules.add("error " + operation + " count=1");
    }
    End flush = new End();
    store.beginFlush(flush);
    End discard = new End();
    store.beginDiscard(0, BLOCK, discard);
    for (End end : Stream.of(read(new byte[BLOCK]), write(1), flush, discard).toList()) {
      StoreException told = assertInstanceOf(StoreException.class, end.failure());
      assertEquals(SenseKey.MEDIUM_ERROR, told.sense().key());
    }
    assertEquals(List.of(), below.lastOpened().calls());
    End zeroes = new End();
    store.beginWriteZeroes(0, BLOCK, 0, zeroes);
    assertNull(zeroes.failure());
    assertNull(write(2).failure());
  }

  @Test
  void shouldTurnOneBit() throws Exception {
    rules.add("corrupt read count=1");
    byte[] bad = new byte[BLOCK];
    assertNull(read(bad).failure());
    byte[] good = new byte[BLOCK];
    assertNull(read(good).failure());
    int differing = 0;
    for (int i = 0; i < BLOCK; i++) {
      differing += Integer.bitCount((bad[i] ^ good[i]) & 0xff);
    }
    assertEquals(1, differing);
  }

  @Test
  void shouldDoNothingWithoutPowerAlsoWhereItWasHeldUp() throws Exception {
    int rule = rules.add("hang write for=1000s");
    End held = write(1);
    assertFalse(held.isDone());
    volume.store().orElseThrow().cutPower(new Random(1));
    rules.clear(rule);
    for (End end : List.of(held, read(new byte[BLOCK]), write(2))) {
      StoreException told = assertInstanceOf(StoreException.class, end.failure());
      assertEquals(SenseKey.NOT_READY, told.sense().key());
    }
    assertEquals(List.of(), below.lastOpened().calls());
  }
}
