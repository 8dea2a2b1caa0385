package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

/** What {@link BlockStore} and {@link Volume} promise, for stores that are never written. */
@Timeout(120)
public abstract class ReadOnlyStoreContractTest {
  private static final int BLOCKS = 2048;
  private static final int THREADS = 4;

  private final List<CheckedVolume> borders = new ArrayList<>();

  /**
   * A volume with this content, a multiple of the block size. Called more than once in a test; each
   * is another.
   */
  protected abstract Volume newVolume(byte[] content, int blockSize) throws Exception;

  /** Fails where a store was not used by the contract. */
  @AfterEach
  final void requireKept() {
    borders.forEach(CheckedVolume::requireKept);
  }

  /** A volume for a layer below: at the end of the test it must have been used by the contract. */
  protected final Volume checked(Volume below) {
    CheckedVolume border = new CheckedVolume(below);
    borders.add(border);
    return border;
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    Arrays.fill(content, length / 4, length / 2, (byte) 0);
    return content;
  }

  private static byte[] read(BlockStore store, long offset, int length) throws IOException {
    Segments into = TestSegments.ofLength(length, new Random(offset + length));
    store.read(offset, into);
    return TestSegments.toByteArray(into);
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2048, 4096})
  void shouldTellItsGeometry(int blockSize) throws Exception {
    Volume volume = checked(newVolume(content(64 * blockSize), blockSize));
    VolumeInfo probed = volume.probe();
    assertEquals(
        new Geometry(64, blockSize, probed.geometry().physicalBlockSize()), probed.geometry());
    assertEquals(blockSize, probed.geometry().blockSize());
    assertTrue(probed.capabilities().readOnly());
    assertFalse(probed.capabilities().discard());
    try (BlockStore store = volume.open()) {
      assertEquals(probed, store.info());
      assertEquals(64L * blockSize, store.size());
      assertEquals(probed, volume.probe());
    }
    assertEquals(probed, volume.probe());
  }

  @Test
  void shouldReadOverAnySplits() throws Exception {
    byte[] content = content(BLOCKS * 512);
    try (BlockStore store = checked(newVolume(content, 512)).open()) {
      Random random = new Random(1);
      for (int i = 0; i < 200; i++) {
        int at = random.nextInt(BLOCKS) * 512;
        int length = Math.min((1 + random.nextInt(600)) * 512, content.length - at);
        assertArrayEquals(Arrays.copyOfRange(content, at, at + length), read(store, at, length));
      }
    }
  }

  @Test
  void shouldGiveAllOfTheVolumeAtOnce() throws Exception {
    byte[] content = content(BLOCKS * 512);
    try (BlockStore store = checked(newVolume(content, 512)).open()) {
      assertArrayEquals(content, read(store, 0, content.length));
    }
  }

  @Test
  void shouldTakeManySmallSegments() throws Exception {
    byte[] content = content(BLOCKS * 512);
    byte[] back = new byte[8 * 512];
    ByteBuffer[] bytes = new ByteBuffer[back.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = ByteBuffer.wrap(back, i, 1);
    }
    try (BlockStore store = checked(newVolume(content, 512)).open()) {
      store.read(512, Segments.of(bytes));
    }
    assertArrayEquals(Arrays.copyOfRange(content, 512, 512 + back.length), back);
  }

  @Test
  void shouldTellTheStatusOfEveryBlock() throws Exception {
    byte[] content = content(BLOCKS * 512);
    try (BlockStore store = checked(newVolume(content, 512)).open()) {
      for (long at = 0; at < content.length; ) {
        BlockStatus status = store.status(at, content.length - at);
        assertTrue(
            status.length() > 0 && status.length() <= content.length - at, () -> "" + status);
        assertEquals(0, status.length() % 512, "whole blocks");
        for (long i = at; status.zero() && i < at + status.length(); i++) {
          assertEquals(0, content[(int) i], "is not zero at " + i);
        }
        at += status.length();
      }
    }
  }

  @Test
  void shouldRefuseToWrite() throws Exception {
    byte[] content = content(BLOCKS * 512);
    try (BlockStore store = checked(newVolume(content, 512)).open()) {
      Segments block = Segments.of(new byte[512]);
      assertWriteProtected(() -> store.write(0, block, 0));
      assertWriteProtected(() -> store.write(0, block, WriteFlags.FUA));
      assertWriteProtected(() -> store.writeZeroes(0, 512, 0));
      assertWriteProtected(() -> store.writeZeroes(0, 512, WriteFlags.MAY_DISCARD));
      assertWriteProtected(() -> store.discard(0, 512));
      assertThrows(StoreException.class, () -> store.resize(512));
      store.flush();
      assertArrayEquals(content, read(store, 0, content.length));
    }
  }

  private static void assertWriteProtected(Executable operation) {
    StoreException refused = assertThrows(StoreException.class, operation);
    assertEquals(SenseKey.DATA_PROTECT, refused.sense().key());
    assertEquals(AdditionalSense.WRITE_PROTECTED, refused.sense().additional());
  }

  @Test
  void shouldOpenAndCloseAnyNumberOfTimes() throws Exception {
    byte[] content = content(BLOCKS * 512);
    Volume volume = checked(newVolume(content, 512));
    for (int i = 0; i < 20; i++) {
      try (BlockStore store = volume.open()) {
        assertArrayEquals(
            Arrays.copyOfRange(content, i * 512, (i + 1) * 512), read(store, i * 512L, 512));
      }
    }
  }

  @Test
  void shouldServeManyThreads() throws Exception {
    byte[] content = content(BLOCKS * 512);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (BlockStore store = checked(newVolume(content, 512)).open()) {
      List<Callable<Void>> readers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(i);
        readers.add(
            () -> {
              for (int n = 0; n < 200; n++) {
                int at = random.nextInt(BLOCKS) * 512;
                int length = Math.min((1 + random.nextInt(64)) * 512, content.length - at);
                assertArrayEquals(
                    Arrays.copyOfRange(content, at, at + length), read(store, at, length));
              }
              return null;
            });
      }
      for (Future<Void> reader : threads.invokeAll(readers)) {
        reader.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
