package io.sluice.backend;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@link AsyncBlockStore} promises beside {@link BlockStore}; every such store must pass. */
@Timeout(120)
public abstract class AsyncBlockStoreContractTest extends BlockStoreContractTest {
  private static final int BLOCK = 512;
  private static final int BLOCKS = 256;

  /** How operations ended: each as often as it was told. */
  private static final class Ends {
    private final List<Throwable> ends = new CopyOnWriteArrayList<>();
    private final Throwable none = new Throwable("ended well");

    void completed(Throwable failure) {
      ends.add(failure == null ? none : failure);
    }

    void awaitAll(int count) {
      await().until(() -> ends.size() >= count);
      assertEquals(Collections.nCopies(count, none), ends);
    }
  }

  private AsyncBlockStore openAsync() throws Exception {
    return assertInstanceOf(AsyncBlockStore.class, newVolume(BLOCKS * BLOCK, BLOCK).open());
  }

  private static byte[] block(int value) {
    byte[] block = new byte[BLOCK];
    Arrays.fill(block, (byte) value);
    return block;
  }

  @Test
  void shouldTellEachEndOnceInWhateverOrder() throws Exception {
    AsyncBlockStore store = openAsync();
    Ends writes = new Ends();
    for (int lba = 0; lba < BLOCKS; lba++) {
      Segments from = segmentsOf(block(lba), new Random(lba));
      store.beginWrite(
          (long) lba * BLOCK, from, lba % 7 == 0 ? WriteFlags.FUA : 0, writes::completed);
    }
    writes.awaitAll(BLOCKS);
    Ends others = new Ends();
    store.beginFlush(others::completed);
    store.beginWriteZeroes(16 * BLOCK, 16 * BLOCK, 0, others::completed);
    store.beginWriteZeroes(32 * BLOCK, 16 * BLOCK, WriteFlags.MAY_DISCARD, others::completed);
    store.beginDiscard(48 * BLOCK, 16 * BLOCK, others::completed);
    others.awaitAll(4);
    Ends reads = new Ends();
    List<Segments> read = new ArrayList<>();
    for (int lba = 0; lba < BLOCKS; lba++) {
      Segments into = TestSegments.ofLength(BLOCK, new Random(lba));
      read.add(into);
      store.beginRead((long) lba * BLOCK, into, reads::completed);
    }
    reads.awaitAll(BLOCKS);
    for (int lba = 0; lba < BLOCKS; lba++) {
      byte[] found = TestSegments.toByteArray(read.get(lba));
      if (lba >= 48 && lba < 64) { // given back: as before, or zero
        assertArrayEquals(found[0] == 0 ? block(0) : block(lba), found, "at " + lba);
      } else {
        assertArrayEquals(block(lba >= 16 && lba < 48 ? 0 : lba), found, "at " + lba);
      }
    }
    store.close();
  }

  @Test
  void shouldBeUsableFromTheThreadThatTellsTheEnd() throws Exception {
    AsyncBlockStore store = openAsync();
    Ends ends = new Ends();
    Segments into = TestSegments.ofLength(BLOCK, new Random(1));
    store.beginWrite(
        0,
        segmentsOf(block(42), new Random(1)),
        0,
        written -> {
          ends.completed(written);
          store.beginFlush(
              flushed -> {
                ends.completed(flushed);
                store.beginRead(0, into, ends::completed);
              });
        });
    ends.awaitAll(3);
    assertArrayEquals(block(42), TestSegments.toByteArray(into));
    store.close();
  }

  @Test
  void shouldCloseOnceAllHasEndedWhereverThatWasTold() throws Exception {
    Volume volume = newVolume(BLOCKS * BLOCK, BLOCK);
    for (int i = 0; i < 20; i++) {
      AsyncBlockStore store = assertInstanceOf(AsyncBlockStore.class, volume.open());
      AtomicReference<Throwable> closed = new AtomicReference<>();
      Ends ends = new Ends();
      for (int lba = 0; lba < 8; lba++) {
        store.beginWrite(
            (long) lba * BLOCK, segmentsOf(block(i), new Random(i)), 0, ends::completed);
      }
      ends.awaitAll(8);
      Thread closing =
          new Thread(
              () -> {
                try {
                  store.close();
                } catch (IOException | RuntimeException e) {
                  closed.set(e);
                }
              });
      closing.start();
      closing.join();
      assertEquals(null, closed.get());
    }
  }
}
