package io.sluice.backends.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that lie. */
@Timeout(120)
class HostileImagesTest {
  private static final int CLUSTER = 4096;
  private static final int SIZE = 1 << 20;
  private static final int ROUNDS = 600;

  @TempDir private Path folder;
  private Path image;
  private byte[] sound;

  @BeforeEach
  void makeImage() throws Exception {
    image = folder.resolve("image.qcow2");
    Path raw = TestImages.raw(folder, TestImages.content(SIZE, 1));
    String options = "cluster_size=4k,compression_type=zstd";
    QemuImg.run("convert", "-c", "-f", "raw", "-O", "qcow2", "-o", options, raw, image);
    QemuImg.run("snapshot", "-c", "one", image);
    QemuImg.io(image, "write -P 1 0 200k");
    sound = Files.readAllBytes(image);
  }

  private void writeDamaged(int at, ByteBuffer bytes) throws IOException {
    byte[] damaged = sound.clone();
    bytes.get(0, damaged, at, bytes.capacity());
    Files.write(image, damaged);
  }

  private static ByteBuffer number(int bytes, long value) {
    ByteBuffer number = ByteBuffer.allocate(bytes);
    return bytes == 4 ? number.putInt(0, (int) value) : number.putLong(0, value);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4, 1, is no qcow2 image",
    "4, 4, 4, has version 4",
    "8, 8, 0x7fffffffffffffff, backing file",
    "20, 4, 8, has clusters of 2^8 bytes",
    "20, 4, 63, has clusters of 2^63 bytes",
    "24, 8, 0x7fffffffffffffff, is a disk of",
    "24, 8, -1, is a disk of",
    "32, 4, 1, is encrypted",
    "36, 4, 0x7fffffff, has an L1 table of",
    "36, 4, -1, has an L1 table of",
    "36, 4, 0, has an L1 table of",
    "40, 8, 0x7ffffffffffff000, has its L1 table at",
    "40, 8, 0, has its L1 table at",
    "40, 8, 4097, has its L1 table at",
    "48, 8, 0x7ffffffffffff000, has its refcount table at",
    "48, 8, 0, has its refcount table at",
    "56, 4, 0x7fffffff, has a refcount table of",
    "56, 4, 0, has a refcount table of",
    "60, 4, 0x7fffffff, snapshots",
    "64, 8, 0x7ffffffffffff000, has its snapshot table at",
    "72, 8, 0x100, needs features that are not known here",
    "96, 4, 7, has refcounts of 2^7 bits",
    "100, 4, 0x7ffffff8, has a header of",
    "100, 4, 96, has a header of",
    "104, 1, 2, has the unknown compression type 2",
    "104, 1, 0, contradicts itself on its compression type",
    "112, 8, 0x123456787fffffff, has a header extension of"
  })
  void shouldBeRefusedByTheHeader(int at, int bytes, String value, String problem)
      throws Exception {
    byte[] damaged = sound.clone();
    long number = Long.decode(value);
    for (int i = 0; i < bytes; i++) {
      damaged[at + i] = (byte) (number >>> 8 * (bytes - 1 - i));
    }
    Files.write(image, damaged);
    FormatException refused =
        assertThrows(FormatException.class, () -> TestImages.open(image, Qcow2Options.DEFAULT));
    assertTrue(refused.getMessage().contains(problem), refused.getMessage());
    assertTrue(refused.getMessage().startsWith(image.toString()), refused.getMessage());
  }

  @Test
  void shouldBeRefusedWhereATableLeadsToATable() throws Exception {
    long l1 = ByteBuffer.wrap(sound).getLong(40);
    for (long offset : new long[] {l1, ByteBuffer.wrap(sound).getLong(48)}) {
      writeDamaged((int) l1, number(8, offset | L2Entry.COPIED));
      FormatException refused =
          assertThrows(FormatException.class, () -> TestImages.open(image, Qcow2Options.DEFAULT));
      assertTrue(refused.getMessage().contains("is damaged"), refused.getMessage());
    }
  }

  @Test
  void shouldNotWriteDataOverATable() throws Exception {
    long l1 = ByteBuffer.wrap(sound).getLong(40);
    long l2 = ByteBuffer.wrap(sound).getLong((int) l1) & Layout.OFFSET_MASK;
    writeDamaged((int) l2, number(8, l2 | L2Entry.COPIED));
    try (BlockStore store = TestImages.open(image, Qcow2Options.DEFAULT)) {
      assertThrows(StoreException.class, () -> store.write(0, Segments.of(new byte[CLUSTER]), 0));
    }
  }

  @Test
  void shouldTellWhichBlockIsDamagedAndReadTheRest() throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(sound.clone());
    long l2 = bytes.getLong((int) bytes.getLong(40)) & Layout.OFFSET_MASK;
    int cluster = 0;
    L2Entry entry = L2Entry.UNALLOCATED;
    while (!entry.isCompressed()) {
      cluster++;
      entry = new L2Entry(bytes.getLong((int) l2 + cluster * 8), 0);
    }
    Layout layout = new Layout(12, false, 4, true, false);
    for (int i = 0; i < 16; i++) {
      bytes.put((int) entry.compressedOffset(layout) + i, (byte) 0xA5);
    }
    Files.write(image, bytes.array());
    long damaged = (long) cluster * CLUSTER;
    try (BlockStore store = TestImages.open(image, Qcow2Options.DEFAULT)) {
      for (long at = 0; at < SIZE; at += CLUSTER) {
        if (at != damaged) {
          TestImages.read(store, at, CLUSTER);
        }
      }
      StoreException unreadable =
          assertThrows(StoreException.class, () -> TestImages.read(store, damaged + 512, 512));
      assertEquals(SenseKey.MEDIUM_ERROR, unreadable.sense().key());
      assertEquals(damaged / 512 + 1, unreadable.sense().information());
    }
  }

  /** Whatever is in the file: an exception that says so, no other, and no writing outside of it. */
  @Test
  void shouldNeverFailInAnotherWay() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = sound.clone();
      int count = 1 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        damage(damaged, random);
      }
      Files.write(image, damaged);
      try {
        use(random);
      } catch (IOException e) {
        assertTrue(e.getMessage() != null, "no message");
      } catch (RuntimeException | Error e) {
        Files.write(Path.of("target/hostile.qcow2"), damaged);
        throw new AssertionError("round " + round + ", see target/hostile.qcow2", e);
      }
    }
  }

  /** Most where the numbers are: the header and the tables. */
  private void damage(byte[] bytes, Random random) {
    long l1 = ByteBuffer.wrap(sound).getLong(40);
    long l2 = ByteBuffer.wrap(sound).getLong((int) l1) & Layout.OFFSET_MASK;
    long snapshots = ByteBuffer.wrap(sound).getLong(64);
    long[] places = {0, 0, l1, l2, snapshots, CLUSTER, 2L * CLUSTER};
    int range = random.nextInt(4) == 0 ? CLUSTER : 128;
    int at = (int) places[random.nextInt(places.length)] + random.nextInt(range);
    at = Math.min(at, bytes.length - 9);
    switch (random.nextInt(4)) {
      case 0 -> bytes[at] = (byte) random.nextInt();
      case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> Arrays.fill(bytes, at, at + 8, (byte) (random.nextBoolean() ? 0 : 0xFF));
      default -> ByteBuffer.wrap(bytes).putLong(at, random.nextLong() >>> random.nextInt(64));
    }
  }

  private void use(Random random) throws IOException {
    Qcow2Options options =
        random.nextBoolean() ? Qcow2Options.DEFAULT : Qcow2Options.DEFAULT.withSnapshot("one");
    try (BlockStore store = TestImages.open(image, options)) {
      int length = (int) Math.min(store.size(), SIZE);
      for (int at = 0; at + CLUSTER <= length; at += CLUSTER) {
        tryReading(store, at);
      }
      if (!store.info().capabilities().readOnly() && length >= 10 * CLUSTER) {
        store.write(
            (long) random.nextInt(length / CLUSTER) * CLUSTER, Segments.of(new byte[CLUSTER]), 0);
        store.discard(0, 10L * CLUSTER);
        store.flush();
      }
    }
  }

  private static void tryReading(BlockStore store, int at) throws IOException {
    try {
      TestImages.read(store, at, CLUSTER);
    } catch (StoreException e) {
      assertEquals(SenseKey.MEDIUM_ERROR, e.sense().key());
    }
  }
}
