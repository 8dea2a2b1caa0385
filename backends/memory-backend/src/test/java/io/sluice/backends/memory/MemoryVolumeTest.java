package io.sluice.backends.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStatus;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.scsi.AdditionalSense;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryVolumeTest {
  private static final int MIB = 1 << 20;

  private static Segments ones(int length) {
    byte[] ones = new byte[length];
    Arrays.fill(ones, (byte) 1);
    return Segments.of(ones);
  }

  private static byte[] read(BlockStore store, long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    store.read(offset, Segments.of(bytes));
    return bytes;
  }

  /** Memory for that many bytes more than the JVM uses now. */
  private static ChunkMemory memoryFor(long bytes) {
    long used =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return new ChunkMemory(used + bytes);
  }

  @Test
  void shouldSayThatItsContentIsVolatile() {
    MemoryVolume volume = new MemoryVolume("ram", MIB, 512);
    assertTrue(volume.probe().capabilities().volatileContent());
    assertTrue(volume.probe().identity().contains("ram"));
    assertNotEquals(
        volume.probe().identity(), new MemoryVolume("ram", MIB, 512).probe().identity());
  }

  @Test
  void shouldTakeMemoryForWhatIsWrittenAlone() throws IOException {
    try (BlockStore store = new MemoryVolume("huge", MemoryVolume.LARGEST, 512).open()) {
      long last = MemoryVolume.LARGEST - 512;
      store.write(last, ones(512), 0);
      assertEquals(1, read(store, last, 512)[511]);
      BlockStatus hole = store.status(0, MemoryVolume.LARGEST);
      assertFalse(hole.allocated());
      assertTrue(hole.zero() && hole.length() >= MIB);
      assertTrue(store.status(last, 512).allocated());
    }
  }

  @Test
  void shouldKeepItsContentWhileItIsClosed() throws IOException {
    MemoryVolume volume = new MemoryVolume("ram", MIB, 512);
    try (BlockStore store = volume.open()) {
      store.write(512, ones(512), 0);
      assertThrows(IOException.class, volume::open);
    }
    try (BlockStore store = volume.open()) {
      assertEquals(1, read(store, 512, 512)[0]);
    }
  }

  @Test
  void shouldSayThatSpaceIsOutAndServeOn() throws IOException {
    MemoryVolume volume = new MemoryVolume("ram", 64L * MIB, 512, memoryFor(2 * MIB));
    try (BlockStore store = volume.open()) {
      store.write(0, ones(MIB), 0);
      StoreException e =
          assertThrows(StoreException.class, () -> store.write(4L * MIB, ones(2 * MIB), 0));
      assertEquals(AdditionalSense.SPACE_ALLOCATION_FAILED, e.sense().additional());
      assertTrue(e.getMessage().contains("-XX:MaxDirectMemorySize"), e.getMessage());
      assertEquals(1, read(store, MIB - 1, 1)[0]);
      store.write(0, ones(MIB), 0);
      store.flush();
    }
  }

  @Test
  void shouldGiveMemoryBackForOthersWhenItIsDiscardedOrZeroed() throws IOException {
    ChunkMemory memory = memoryFor(2 * MIB);
    MemoryVolume volume = new MemoryVolume("ram", 64L * MIB, 512, memory);
    try (BlockStore store = volume.open()) {
      for (int i = 0; i < 20; i++) {
        store.write(i * (long) MIB, ones(MIB), 0);
        if (i % 2 == 0) {
          store.discard(i * (long) MIB, MIB);
        } else {
          store.writeZeroes(i * (long) MIB, MIB, 0);
        }
        assertTrue(volume.isEmpty());
        assertArrayEquals(new byte[MIB], read(store, i * (long) MIB, MIB));
      }
    }
    MemoryVolume other = new MemoryVolume("other", 64L * MIB, 512, memory);
    try (BlockStore store = other.open()) {
      store.write(0, ones(512), 0);
      byte[] expected = new byte[Chunk.SIZE];
      Arrays.fill(expected, 0, 512, (byte) 1);
      assertArrayEquals(expected, read(store, 0, Chunk.SIZE), "memory of another disk shows");
    }
  }

  /** The next gateway would make it as its file says, without what was written behind that. */
  @Test
  void shouldSayWhereItsSizeIsChanged() throws IOException {
    MemoryVolume volume = new MemoryVolume("ram", MIB, 512);
    try (BlockStore store = volume.open()) {
      StoreException e = assertThrows(StoreException.class, () -> store.resize(2L * MIB));
      assertTrue(e.getMessage().contains("lun:set NAME size=2097152"), e.getMessage());
      assertEquals(MIB, store.size());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -512, 513, (1L << 50) + 512})
  void shouldRefuseImpossibleSizes(long size) {
    assertThrows(IllegalArgumentException.class, () -> new MemoryVolume("ram", size, 512));
  }

  /** What another JVM runs, with little memory and told to die when the heap is out. */
  static final class Filler {
    private Filler() {}

    public static void main(String[] args) throws IOException {
      try (BlockStore store = new MemoryVolume("ram", 1L << 40, 512).open()) {
        Segments data = ones(MIB);
        long written = 0;
        try {
          while (true) {
            store.write(written, data, 0);
            written += MIB;
          }
        } catch (StoreException e) {
          store.discard(0, written);
          store.write(written, data, 0);
          System.out.println("full after " + (written >> 20));
        }
      }
    }
  }

  @Test
  void shouldNotEndTheJvmWhenMemoryIsOut() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Filler.class.getName())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(other.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(0, other.waitFor(), said);
    assertTrue(said.contains("full after "), said);
  }

  @Test
  void shouldKeepItsContentUntilItIsClosedWhenItIsNotWantedAnyMore() throws IOException {
    MemoryVolume volume = new MemoryVolume("ram", MIB, 512);
    try (BlockStore store = volume.open()) {
      store.write(0, ones(512), 0);
      volume.discard();
      assertEquals(1, read(store, 0, 512)[0]);
    }
    assertTrue(volume.isEmpty());
  }
}
