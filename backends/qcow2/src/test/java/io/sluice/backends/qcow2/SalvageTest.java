package io.sluice.backends.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.StoreException;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Damage to what only writing needs: the disk is read all the same, and what is wrong is told. */
class SalvageTest {
  private static final int CLUSTER = 4096;
  private static final int SIZE = 4 << 20;
  private static final int MUTANTS = Integer.getInteger("sluice.qcow2.mutants", 60);

  @TempDir private Path folder;
  private Path image;
  private byte[] sound;
  private byte[] content;

  @BeforeEach
  void makeImage() throws Exception {
    image = folder.resolve("image.qcow2");
    content = TestImages.content(SIZE, 1);
    Path raw = TestImages.raw(folder, content);
    QemuImg.run("convert", "-f", "raw", "-O", "qcow2", "-o", "cluster_size=4k", raw, image);
    QemuImg.run("snapshot", "-c", "one", image);
    QemuImg.run("snapshot", "-c", "two", image);
    sound = Files.readAllBytes(image);
  }

  private int place(String table) {
    ByteBuffer bytes = ByteBuffer.wrap(sound);
    return switch (table) {
      case "header" -> 0;
      case "refcount table" -> (int) bytes.getLong(48);
      case "refcount block" -> (int) bytes.getLong((int) bytes.getLong(48));
      case "snapshot table" -> (int) bytes.getLong(64);
      case "L1 table" -> (int) bytes.getLong(40);
      default -> throw new IllegalArgumentException(table);
    };
  }

  private Qcow2Store openReadOnly() throws IOException {
    return (Qcow2Store) TestImages.open(image, Qcow2Options.DEFAULT.asReadOnly());
  }

  @ParameterizedTest
  @CsvSource({
    "refcount table, 0, 8, 0x1200, its refcount block 0 is at",
    "refcount table, 8, 8, 0x1000, two of its tables are at 4096",
    "refcount table, 0, 8, 0x7ffffffffffff000, its refcount block 0 is at",
    "snapshot table, 0, 8, 0x1001, its snapshot 0 makes no sense",
    "snapshot table, 36, 4, -1, its snapshot 0 makes no sense",
    "header, 48, 8, 0x7ffffffffffff000, has its refcount table at",
    "header, 56, 4, 0, has a refcount table of 0 clusters",
    "header, 60, 4, 0x7fffffff, snapshots",
    "header, 64, 8, 0x1001, has its snapshot table at"
  })
  void shouldReadAllAndTellWhatIsWrong(String table, int at, int length, String value, String told)
      throws Exception {
    ByteBuffer damaged = ByteBuffer.wrap(sound.clone());
    long number = Long.decode(value);
    if (length == 8) {
      damaged.putLong(place(table) + at, number);
    } else {
      damaged.putInt(place(table) + at, (int) number);
    }
    Files.write(image, damaged.array());
    try (Qcow2Store store = openReadOnly()) {
      assertArrayEquals(content, TestImages.read(store));
      String notes = String.join("\n", store.report().notes());
      assertTrue(notes.contains(told), notes);
      assertEquals("ONLINE", store.report().state());
    }
    FormatException refused =
        assertThrows(FormatException.class, () -> TestImages.open(image, Qcow2Options.DEFAULT));
    assertTrue(refused.getMessage().contains(told), refused.getMessage());
  }

  @Test
  void shouldHaveNothingToTellOfASoundImage() throws Exception {
    try (Qcow2Store store = openReadOnly()) {
      assertEquals(List.of(), store.report().notes());
    }
  }

  @Test
  void shouldServeASnapshotBesideOneThatIsDamaged() throws Exception {
    ByteBuffer damaged = ByteBuffer.wrap(sound.clone());
    damaged.putLong(place("snapshot table"), 0x1001);
    Files.write(image, damaged.array());
    Qcow2Options options = Qcow2Options.DEFAULT.withSnapshot("two");
    try (Qcow2Store store = (Qcow2Store) TestImages.open(image, options)) {
      assertArrayEquals(content, TestImages.read(store));
    }
  }

  /** An L1 entry is needed for what it maps, and for nothing else. */
  @Test
  void shouldReadAllButWhatALostTableMaps() throws Exception {
    ByteBuffer damaged = ByteBuffer.wrap(sound.clone());
    damaged.putLong(place("L1 table") + 8, 0x7ffffffff000L);
    Files.write(image, damaged.array());
    int span = CLUSTER / 8 * CLUSTER;
    try (Qcow2Store store = openReadOnly()) {
      byte[] first = TestImages.read(store, 0, span);
      assertArrayEquals(Arrays.copyOf(content, span), first);
      StoreException unreadable =
          assertThrows(
              StoreException.class, () -> TestImages.read(store, span - CLUSTER, 2 * CLUSTER));
      assertEquals(SenseKey.MEDIUM_ERROR, unreadable.sense().key());
      assertEquals(span / 512, unreadable.sense().information());
      assertTrue(store.report().notes().get(0).contains("1 of its L2 tables"));
    }
  }

  /** All that QEMU reads in full is read here, and reads the same. */
  @Test
  void shouldReadWhatQemuReads() throws Exception {
    Random random = new Random(7);
    String[] tables = {"refcount table", "refcount block", "snapshot table"};
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] damaged = sound.clone();
      int at = place(tables[i % tables.length]) + random.nextInt(random.nextBoolean() ? 96 : 2048);
      at = Math.min(at, damaged.length - Long.BYTES);
      switch (random.nextInt(3)) {
        case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> ByteBuffer.wrap(damaged).putLong(at & -8, random.nextLong());
        default -> ByteBuffer.wrap(damaged).putLong(at & -8, (long) random.nextInt(100) << 12);
      }
      Files.write(image, damaged);
      Path raw = folder.resolve("mutant.raw");
      QemuImg.Output convert =
          QemuImg.call("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image, raw);
      if (convert.status() == 0) {
        read++;
        try (Qcow2Store store = openReadOnly()) {
          assertArrayEquals(Files.readAllBytes(raw), TestImages.read(store), "mutant " + i);
        }
      }
    }
    assertTrue(read > MUTANTS / 2, read + " of " + MUTANTS);
  }
}
