package io.sluice.backends.fault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ArrayVolume;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.WriteFlags;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultStoreTest {
  private static final int BLOCK = 512;
  private static final int BLOCKS = 64;

  private final ArrayVolume below = FaultStoreContractTest.below(BLOCKS * BLOCK, BLOCK);
  private final FaultRules rules = new FaultRules(7);

  private BlockStore open() throws IOException {
    return new FaultVolume(below, rules, 0).open();
  }

  private static byte[] read(BlockStore store, int lba, int blocks) throws IOException {
    byte[] bytes = new byte[blocks * BLOCK];
    store.read((long) lba * BLOCK, Segments.of(bytes));
    return bytes;
  }

  private static byte[] write(BlockStore store, int lba, int blocks, int value) throws IOException {
    byte[] bytes = new byte[blocks * BLOCK];
    Arrays.fill(bytes, (byte) value);
    store.write((long) lba * BLOCK, Segments.of(bytes), 0);
    return bytes;
  }

  @Test
  void shouldFailWithTheFirstBlockThatIsMeant() throws Exception {
    try (BlockStore store = open()) {
      rules.add("error read lba=10-12");
      StoreException e = assertThrows(StoreException.class, () -> read(store, 8, 8));
      assertEquals(SenseKey.MEDIUM_ERROR, e.sense().key());
      assertEquals(10, e.sense().information());
      read(store, 13, 8);
      read(store, 0, 10);
      write(store, 8, 8, 1);
    }
  }

  @Test
  void shouldFailAsOftenAsTold() throws Exception {
    try (BlockStore store = open()) {
      rules.add("error write skip=2 count=1 sense=7/27/07");
      write(store, 0, 1, 1);
      write(store, 1, 1, 1);
      StoreException e = assertThrows(StoreException.class, () -> write(store, 2, 1, 1));
      assertEquals(SenseKey.DATA_PROTECT, e.sense().key());
      write(store, 2, 1, 1);
      assertEquals(1, rules.all().get(0).struck());
    }
  }

  @Test
  void shouldTakeTheSameChancesWithTheSameSeed() throws Exception {
    BitSet first = failures(new FaultRules(3));
    assertEquals(first, failures(new FaultRules(3)));
    assertTrue(first.cardinality() > 50 && first.cardinality() < 150, "" + first);
  }

  private BitSet failures(FaultRules some) throws IOException {
    some.add("error flush probability=0.5");
    BitSet failures = new BitSet();
    try (BlockStore store = new FaultVolume(below, some, 0).open()) {
      for (int i = 0; i < 200; i++) {
        try {
          store.flush();
        } catch (StoreException e) {
          failures.set(i);
        }
      }
      some.clear();
    }
    return failures;
  }

  @Test
  void shouldHangUntilItsRuleIsCleared() throws Exception {
    try (BlockStore store = open()) {
      int rule = rules.add("hang write for=1000s count=1");
      CompletableFuture<Void> written =
          CompletableFuture.runAsync(
              () -> {
                try {
                  write(store, 5, 1, 9);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      Awaitility.await().until(() -> rules.all().get(0).struck() == 1);
      assertFalse(written.isDone());
      assertEquals(0, read(store, 5, 1)[0]);
      assertTrue(rules.clear(rule));
      written.get(30, TimeUnit.SECONDS);
      assertEquals(9, read(store, 5, 1)[0]);
      assertFalse(rules.clear(rule));
    }
  }

  @Test
  void shouldTurnOneBitOfWhatIsRead() throws Exception {
    try (BlockStore store = open()) {
      byte[] good = write(store, 0, BLOCKS, 0x55);
      rules.add("corrupt read lba=20-21 count=1");
      byte[] bad = read(store, 0, BLOCKS);
      int at = Arrays.mismatch(good, bad);
      assertTrue(at / BLOCK == 20 || at / BLOCK == 21, "at " + at);
      assertEquals(1, Integer.bitCount((good[at] ^ bad[at]) & 0xff));
      bad[at] = good[at];
      assertArrayEquals(good, bad);
      assertArrayEquals(good, read(store, 0, BLOCKS));
    }
  }

  @Test
  void shouldStoreWrongWhatIsWrittenAndLeaveTheInitiatorsData() throws Exception {
    try (BlockStore store = open()) {
      rules.add("corrupt write count=1");
      byte[] sent = write(store, 0, 4, 0x55);
      assertArrayEquals(write(store, 8, 4, 0x55), sent);
      assertFalse(Arrays.equals(sent, read(store, 0, 4)));
      assertArrayEquals(sent, read(store, 8, 4));
    }
  }

  @Test
  void shouldKeepWhatWasFlushedWhenThePowerIsCut() throws Exception {
    FaultVolume volume = new FaultVolume(below, rules, 1 << 20);
    assertTrue(volume.probe().capabilities().volatileContent());
    try (BlockStore store = volume.open()) {
      write(store, 0, 16, 1);
      store.flush();
      store.write(16 * BLOCK, Segments.of(ones(16)), WriteFlags.FUA);
      write(store, 0, BLOCKS, 2);
      int lost = volume.store().orElseThrow().cutPower(new Random(1));
      assertTrue(lost > 0 && lost < BLOCKS, lost + " lost");
      assertEquals(
          SenseKey.NOT_READY,
          assertThrows(StoreException.class, () -> read(store, 0, 1)).sense().key());
      assertThrows(StoreException.class, store::flush);
      volume.store().orElseThrow().givePower();
      int old = 0;
      for (int lba = 0; lba < BLOCKS; lba++) {
        byte value = read(store, lba, 1)[0];
        assertTrue(value == 2 || value == (lba < 32 ? 1 : 0), "at " + lba + ": " + value);
        old += value == 2 ? 0 : 1;
      }
      assertEquals(lost, old);
    }
  }

  private static byte[] ones(int blocks) {
    byte[] bytes = new byte[blocks * BLOCK];
    Arrays.fill(bytes, (byte) 1);
    return bytes;
  }
}
