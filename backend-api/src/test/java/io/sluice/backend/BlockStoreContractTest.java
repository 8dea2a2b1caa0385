package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link BlockStore} and {@link Volume} promise; every store must pass. */
@Timeout(120)
public abstract class BlockStoreContractTest {
  private static final int BLOCKS = 512;
  private static final int THREADS = 4;

  private final List<BlockStore> opened = new ArrayList<>();
  private final List<CheckedVolume> borders = new ArrayList<>();

  /**
   * A new writable volume of that size, of which nothing has been written. Called more than once in
   * a test; each is another.
   */
  protected abstract Volume newVolume(long size, int blockSize) throws Exception;

  /**
   * A new read-only volume of that size with any content; empty where the store has no such thing.
   */
  protected abstract Optional<Volume> newReadOnlyVolume(long size, int blockSize) throws Exception;

  /** Segments with this content, as this store likes them or likes them not. */
  protected Segments segmentsOf(byte[] content, Random random) {
    return TestSegments.of(content, random);
  }

  /** Closes what a test left open. */
  @AfterEach
  final void closeStores() throws IOException {
    for (BlockStore store : opened) {
      store.close();
    }
    borders.forEach(CheckedVolume::requireKept);
  }

  /** A volume for a layer below: at the end of the test it must have been used by the contract. */
  protected final Volume checked(Volume below) {
    CheckedVolume border = new CheckedVolume(below);
    borders.add(border);
    return border;
  }

  private BlockStore open(Volume volume) throws IOException {
    BlockStore store = checked(volume).open();
    opened.add(store);
    return store;
  }

  private void close(BlockStore store) throws IOException {
    opened.remove(store);
    store.close();
  }

  private BlockStore newStore(int blockSize) throws Exception {
    return open(newVolume((long) BLOCKS * blockSize, blockSize));
  }

  private static byte[] read(BlockStore store, long offset, int length) throws IOException {
    Segments into = TestSegments.ofLength(length, new Random(offset + length));
    store.read(offset, into);
    return TestSegments.toByteArray(into);
  }

  private void write(BlockStore store, long offset, byte[] content, int flags) throws IOException {
    store.write(offset, segmentsOf(content, new Random(offset + content.length)), flags);
  }

  private static byte[] randomBytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2048, 4096})
  void shouldTellItsGeometry(int blockSize) throws Exception {
    long size = (long) BLOCKS * blockSize;
    Volume volume = newVolume(size, blockSize);
    assertEquals(blockSize, volume.probe().geometry().blockSize());
    assertEquals(BLOCKS, volume.probe().geometry().blocks());
    BlockStore store = open(volume);
    assertEquals(volume.probe().geometry(), store.info().geometry());
    assertEquals(volume.probe().capabilities(), store.info().capabilities());
    assertEquals(size, store.size());
  }

  @Test
  void shouldReadZeroWhereNothingWasWritten() throws Exception {
    BlockStore store = newStore(512);
    assertArrayEquals(new byte[BLOCKS * 512], read(store, 0, BLOCKS * 512));
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2048, 4096})
  void shouldReadBackWhatWasWrittenOverAnySplits(int blockSize) throws Exception {
    BlockStore store = newStore(blockSize);
    Random random = new Random(blockSize);
    for (int i = 0; i < 30; i++) {
      int at = random.nextInt(BLOCKS);
      byte[] content =
          randomBytes(random, (1 + random.nextInt(Math.min(64, BLOCKS - at))) * blockSize);
      store.write((long) at * blockSize, segmentsOf(content, random), 0);
      Segments into = TestSegments.ofLength(content.length, random);
      store.read((long) at * blockSize, into);
      assertArrayEquals(content, TestSegments.toByteArray(into));
    }
  }

  @Test
  void shouldTakeAllOfTheVolumeAtOnce() throws Exception {
    BlockStore store = newStore(512);
    byte[] content = randomBytes(new Random(1), BLOCKS * 512);
    write(store, 0, content, 0);
    assertArrayEquals(content, read(store, 0, content.length));
  }

  @Test
  void shouldTakeManySmallSegments() throws Exception {
    BlockStore store = newStore(512);
    byte[] content = randomBytes(new Random(2), 8 * 512);
    ByteBuffer[] bytes = new ByteBuffer[content.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = ByteBuffer.wrap(content, i, 1);
    }
    store.write(512, Segments.of(bytes), 0);
    assertArrayEquals(content, read(store, 512, content.length));
    byte[] back = new byte[content.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = ByteBuffer.wrap(back, i, 1);
    }
    store.read(512, Segments.of(bytes));
    assertArrayEquals(content, back);
  }

  @Test
  void shouldLeaveNeighboursAloneWhenItWrites() throws Exception {
    BlockStore store = newStore(512);
    byte[] model = randomBytes(new Random(3), BLOCKS * 512);
    write(store, 0, model, 0);
    byte[] block = randomBytes(new Random(4), 512);
    write(store, 7 * 512, block, WriteFlags.FUA);
    System.arraycopy(block, 0, model, 7 * 512, 512);
    write(store, (BLOCKS - 1) * 512L, block, 0);
    System.arraycopy(block, 0, model, (BLOCKS - 1) * 512, 512);
    assertArrayEquals(model, read(store, 0, model.length));
  }

  @Test
  void shouldKeepWhatWasFlushedOrWrittenThrough() throws Exception {
    BlockStore store = newStore(512);
    byte[] first = randomBytes(new Random(5), 16 * 512);
    byte[] second = randomBytes(new Random(6), 16 * 512);
    write(store, 0, first, 0);
    store.flush();
    write(store, first.length, second, WriteFlags.FUA);
    store.flush();
    store.flush();
    assertArrayEquals(first, read(store, 0, first.length));
    assertArrayEquals(second, read(store, first.length, second.length));
  }

  @Test
  void shouldDiscardToWhatItSays() throws Exception {
    BlockStore store = newStore(512);
    byte[] model = randomBytes(new Random(7), BLOCKS * 512);
    write(store, 0, model, 0);
    int offset = 3 * 512;
    int length = 300 * 512;
    store.discard(offset, length);
    Capabilities can = store.info().capabilities();
    byte[] now = read(store, 0, model.length);
    for (int at = 0; at < model.length; at += 512) {
      boolean inside = at >= offset && at < offset + length;
      boolean same = Arrays.equals(now, at, at + 512, model, at, at + 512);
      boolean zero = Arrays.equals(now, at, at + 512, new byte[512], 0, 512);
      if (inside && can.discard() && can.discardReadsZero()) {
        assertTrue(zero, "discarded, but does not read as zero at " + at);
      } else if (inside && can.discard()) {
        assertTrue(zero || same, "neither zero nor as before at " + at);
      } else {
        assertTrue(same, "changed at " + at);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, WriteFlags.FUA, WriteFlags.MAY_DISCARD, 3})
  void shouldWriteZeroes(int flags) throws Exception {
    BlockStore store = newStore(512);
    byte[] model = randomBytes(new Random(8), BLOCKS * 512);
    write(store, 0, model, 0);
    for (int[] range : new int[][] {{5, 1}, {9, 200}, {BLOCKS - 1, 1}, {300, 33}}) {
      store.writeZeroes(range[0] * 512L, range[1] * 512L, flags);
      Arrays.fill(model, range[0] * 512, (range[0] + range[1]) * 512, (byte) 0);
    }
    assertArrayEquals(model, read(store, 0, model.length));
  }

  @Test
  void shouldTakeWritesWhereItDiscardedOrZeroed() throws Exception {
    BlockStore store = newStore(512);
    store.writeZeroes(0, BLOCKS * 512L, WriteFlags.MAY_DISCARD);
    store.discard(0, BLOCKS * 512L);
    byte[] content = randomBytes(new Random(9), 24 * 512);
    write(store, 8 * 512, content, 0);
    assertArrayEquals(content, read(store, 8 * 512, content.length));
  }

  @Test
  void shouldTellTheStatusOfEveryBlock() throws Exception {
    BlockStore store = newStore(512);
    byte[] content = new byte[16 * 512];
    Arrays.fill(content, (byte) 1);
    write(store, 64 * 512, content, 0);
    store.writeZeroes(70 * 512, 512, WriteFlags.MAY_DISCARD);
    byte[] all = read(store, 0, BLOCKS * 512);
    long size = store.size();
    for (long at = 0; at < size; ) {
      BlockStatus status = store.status(at, size - at);
      assertTrue(status.length() > 0 && status.length() <= size - at, () -> "" + status);
      assertEquals(0, status.length() % 512, "whole blocks");
      if (status.zero()) {
        for (long i = at; i < at + status.length(); i++) {
          assertEquals(0, all[(int) i], "is not zero at " + i);
        }
      }
      at += status.length();
    }
    assertTrue(store.status(64 * 512, 512).allocated(), "written, but not allocated");
    assertEquals(512, store.status(64 * 512, 512).length());
  }

  @Test
  void shouldResizeOrSayThatItCannot() throws Exception {
    Volume volume = newVolume(BLOCKS * 512L, 512);
    BlockStore store = open(volume);
    byte[] content = randomBytes(new Random(10), BLOCKS * 512);
    write(store, 0, content, 0);
    try {
      store.resize(2L * BLOCKS * 512);
    } catch (StoreException e) {
      assertEquals(BLOCKS * 512L, store.size(), "refused, but resized");
      assertArrayEquals(content, read(store, 0, content.length));
      return;
    }
    assertEquals(2L * BLOCKS * 512, store.size());
    assertEquals(store.info().geometry(), volume.probe().geometry());
    assertArrayEquals(content, read(store, 0, content.length));
    assertArrayEquals(new byte[content.length], read(store, content.length, content.length));
    write(store, content.length, content, 0);
    assertArrayEquals(content, read(store, content.length, content.length));
  }

  @Test
  void shouldForgetWhatAShrinkCutOff() throws Exception {
    BlockStore store = newStore(512);
    byte[] content = randomBytes(new Random(11), BLOCKS * 512);
    write(store, 0, content, 0);
    try {
      store.resize(BLOCKS * 256L);
    } catch (StoreException e) {
      assumeTrue(false, "this store can't be made smaller: " + e.getMessage());
    }
    assertEquals(BLOCKS * 256L, store.size());
    store.resize(BLOCKS * 512L);
    byte[] expected = Arrays.copyOf(Arrays.copyOf(content, content.length / 2), content.length);
    assertArrayEquals(expected, read(store, 0, content.length));
  }

  @Test
  void shouldRefuseToWriteWhatIsReadOnly() throws Exception {
    Optional<Volume> volume = newReadOnlyVolume(BLOCKS * 512L, 512);
    assumeTrue(volume.isPresent(), "this store is never read-only");
    assertTrue(volume.get().probe().capabilities().readOnly());
    BlockStore store = open(volume.get());
    assertTrue(store.info().capabilities().readOnly());
    byte[] before = read(store, 0, BLOCKS * 512);
    Segments block = Segments.of(randomBytes(new Random(12), 512));
    assertWriteProtected(() -> store.write(0, block, 0));
    assertWriteProtected(() -> store.write(0, block, WriteFlags.FUA));
    assertWriteProtected(() -> store.writeZeroes(0, 512, 0));
    assertWriteProtected(() -> store.writeZeroes(0, 512, WriteFlags.MAY_DISCARD));
    assertWriteProtected(() -> store.discard(0, 512));
    store.flush();
    assertArrayEquals(before, read(store, 0, BLOCKS * 512));
  }

  private static void assertWriteProtected(Executable operation) {
    StoreException refused = assertThrows(StoreException.class, operation);
    assertEquals(SenseKey.DATA_PROTECT, refused.sense().key());
    assertEquals(AdditionalSense.WRITE_PROTECTED, refused.sense().additional());
  }

  @Test
  void shouldBeProbedAtAnyTime() throws Exception {
    Volume volume = newVolume(BLOCKS * 512L, 512);
    VolumeInfo before = volume.probe();
    assertEquals(before, volume.probe());
    BlockStore store = open(volume);
    assertEquals(before.geometry(), volume.probe().geometry());
    write(store, 0, randomBytes(new Random(13), 512), 0);
    assertEquals(before.geometry(), volume.probe().geometry());
    close(store);
    assertEquals(before.geometry(), volume.probe().geometry());
  }

  @Test
  void shouldKeepItsContentWhileItIsClosed() throws Exception {
    Volume volume = newVolume(BLOCKS * 512L, 512);
    assumeFalse(volume.probe().capabilities().volatileContent(), "this store is volatile");
    byte[] model = new byte[BLOCKS * 512];
    Random random = new Random(14);
    for (int i = 0; i < 5; i++) {
      BlockStore store = open(volume);
      assertArrayEquals(model, read(store, 0, model.length));
      byte[] content = randomBytes(random, 40 * 512);
      int at = random.nextInt(BLOCKS - 40);
      write(store, at * 512L, content, 0);
      System.arraycopy(content, 0, model, at * 512, content.length);
      close(store);
    }
  }

  @Test
  void shouldOpenAndCloseAnyNumberOfTimes() throws Exception {
    Volume volume = newVolume(BLOCKS * 512L, 512);
    for (int i = 0; i < 50; i++) {
      close(open(volume));
    }
    BlockStore store = open(volume);
    byte[] content = randomBytes(new Random(15), 512);
    write(store, 0, content, 0);
    assertArrayEquals(content, read(store, 0, 512));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void shouldAgreeWithAnArrayWhateverIsDone(long seed) throws Exception {
    Random random = new Random(seed);
    int blockSize = 512 << random.nextInt(4);
    BlockStore store = newStore(blockSize);
    byte[] model = new byte[BLOCKS * blockSize];
    for (int step = 0; step < 400; step++) {
      int block = random.nextInt(BLOCKS);
      int offset = block * blockSize;
      int length = (1 + random.nextInt(Math.min(40, BLOCKS - block))) * blockSize;
      doOneOf(random, store, model, offset, length);
      assertArrayEquals(
          Arrays.copyOfRange(model, offset, offset + length),
          read(store, offset, length),
          "seed " + seed + ", step " + step);
    }
    assertArrayEquals(model, read(store, 0, model.length), "seed " + seed);
  }

  private void doOneOf(Random random, BlockStore store, byte[] model, int offset, int length)
      throws IOException {
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        byte[] content = randomBytes(random, length);
        store.write(offset, segmentsOf(content, random), 0);
        System.arraycopy(content, 0, model, offset, length);
      }
      case 3 -> {
        byte[] content = randomBytes(random, length);
        store.write(offset, segmentsOf(content, random), WriteFlags.FUA);
        System.arraycopy(content, 0, model, offset, length);
      }
      case 4, 5 -> {
        store.writeZeroes(offset, length, random.nextInt(4));
        Arrays.fill(model, offset, offset + length, (byte) 0);
      }
      case 6 -> {
        store.discard(offset, length);
        byte[] now = read(store, offset, length); // any mix of before and zero, by block
        System.arraycopy(now, 0, model, offset, length);
      }
      default -> store.flush();
    }
  }

  @Test
  void shouldServeThreadsOnDisjointRanges() throws Exception {
    BlockStore store = newStore(512);
    int share = BLOCKS / THREADS;
    inParallel(
        thread -> {
          Random random = new Random(thread);
          byte[] model = new byte[share * 512];
          long base = (long) thread * share * 512;
          for (int i = 0; i < 200; i++) {
            int at = random.nextInt(share);
            int length = (1 + random.nextInt(Math.min(20, share - at))) * 512;
            if (random.nextInt(5) == 0) {
              store.writeZeroes(base + at * 512L, length, WriteFlags.MAY_DISCARD);
              Arrays.fill(model, at * 512, at * 512 + length, (byte) 0);
            } else {
              byte[] content = randomBytes(random, length);
              store.write(base + at * 512L, segmentsOf(content, random), 0);
              System.arraycopy(content, 0, model, at * 512, length);
            }
            if (random.nextInt(20) == 0) {
              store.flush();
            }
            assertArrayEquals(model, read(store, base, model.length));
          }
          return null;
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void shouldKeepBlocksWholeUnderOverlappingWrites(int blockSize) throws Exception {
    int blocks = 8;
    BlockStore store = newStore(blockSize);
    for (int round = 0; round < 50; round++) {
      int seed = round * THREADS;
      inParallel(
          thread -> {
            Random random = new Random(seed + thread);
            for (int i = 0; i < 8; i++) {
              int at = random.nextInt(blocks);
              byte[] content = new byte[(1 + random.nextInt(blocks - at)) * blockSize];
              Arrays.fill(content, (byte) random.nextInt());
              store.write((long) at * blockSize, segmentsOf(content, random), 0);
            }
            return null;
          });
      assertBlocksWhole(read(store, 0, blocks * blockSize), blockSize);
    }
  }

  /** Each of two ranges that overlap is written whole; a reader sees one byte from end to end. */
  @Test
  void shouldShowAtomicWritesWholeWhileOthersAreDone() throws Exception {
    BlockStore store = open(newVolume(4 << 20, 4096));
    AtomicWrites atomic = store.info().capabilities().atomicWrites();
    assumeTrue(atomic.any(), "a store without atomic writes");
    int length = atomic.maximum();
    assertTrue(atomic.granularity() % 4096 == 0, "a multiple of every block size");
    inParallel(
        thread -> {
          Random random = new Random(thread);
          byte[] content = new byte[length];
          for (int i = 0; i < 100; i++) {
            if (thread % 2 == 0) {
              Arrays.fill(content, (byte) random.nextInt());
              store.write(atomic.alignment(), segmentsOf(content, random), WriteFlags.ATOMIC);
            } else {
              byte[] seen = read(store, atomic.alignment(), length);
              Arrays.fill(content, seen[0]);
              assertArrayEquals(content, seen);
              store.write(0, segmentsOf(new byte[atomic.alignment()], random), 0);
            }
          }
          return null;
        });
  }

  private static void assertBlocksWhole(byte[] content, int blockSize) {
    for (int i = 0; i < content.length; i++) {
      int first = i - i % blockSize;
      assertEquals(content[first], content[i], "a block of two writes, at byte " + i);
    }
  }

  private static void inParallel(Work work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        tasks.add(() -> work.run(thread));
      }
      for (Future<Void> result : threads.invokeAll(tasks)) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private interface Work {
    Void run(int thread) throws Exception;
  }
}
