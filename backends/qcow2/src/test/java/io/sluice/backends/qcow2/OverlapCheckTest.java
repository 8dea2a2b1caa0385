package io.sluice.backends.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Images that say that data lies on a table: no way of writing may touch the table. */
class OverlapCheckTest {
  private static final int CLUSTER = 4096;
  private static final long GUEST = 8L * CLUSTER;
  private static final long SOUND = 4L * CLUSTER;

  /** Images by their version: QEMU's tools take longer than the tests. */
  private static final Map<String, byte[]> MADE = new ConcurrentHashMap<>();

  @TempDir private Path folder;
  private Path image;
  private ByteBuffer bytes;

  /** What the damaged entry leads to. */
  enum Table {
    HEADER("header"),
    ACTIVE_L1("L1 table"),
    OTHER_L2("L2 table"),
    REFCOUNT_TABLE("refcount table"),
    REFCOUNT_BLOCK("refcount block"),
    SNAPSHOT_TABLE("snapshot table"),
    INACTIVE_L1("snapshot's L1 table"),
    INACTIVE_L2("snapshot's L2 table");

    private final String text;

    Table(String text) {
      this.text = text;
    }
  }

  /** How the entry leads there, and what is done. */
  enum Way {
    WRITE_IN_PLACE(L2Entry.COPIED),
    WRITE_A_BLOCK_IN_PLACE(L2Entry.COPIED),
    WRITE_ANEW(0),
    WRITE_OVER_COMPRESSED(1L << 62),
    WRITE_INTO_ZERO_CLUSTER(L2Entry.COPIED | 1),
    ZERO_A_CLUSTER(L2Entry.COPIED),
    ZERO_A_SHARED_CLUSTER(0),
    DISCARD(L2Entry.COPIED),
    DISCARD_COMPRESSED(1L << 62);

    private final long flags;

    Way(long flags) {
      this.flags = flags;
    }

    private void act(Qcow2Store store) throws IOException {
      switch (this) {
        case WRITE_IN_PLACE, WRITE_ANEW, WRITE_OVER_COMPRESSED ->
            store.write(GUEST, data(CLUSTER), 0);
        case WRITE_A_BLOCK_IN_PLACE -> store.write(GUEST + 512, data(512), 0);
        case WRITE_INTO_ZERO_CLUSTER -> store.write(GUEST, data(512), 0);
        case ZERO_A_CLUSTER, ZERO_A_SHARED_CLUSTER -> store.writeZeroes(GUEST, CLUSTER, 0);
        case DISCARD, DISCARD_COMPRESSED -> store.discard(GUEST, CLUSTER);
      }
    }

    private static Segments data(int length) {
      byte[] data = new byte[length];
      Arrays.fill(data, (byte) 0xAB);
      return Segments.of(data);
    }
  }

  @BeforeEach
  void makeImage() throws Exception {
    image = folder.resolve("image.qcow2");
    make("1.1");
  }

  private void make(String compat) throws Exception {
    if (!MADE.containsKey(compat)) {
      makeAnew(compat);
      MADE.put(compat, Files.readAllBytes(image));
    }
    Files.write(image, MADE.get(compat));
    bytes = ByteBuffer.wrap(MADE.get(compat).clone());
  }

  private void makeAnew(String compat) throws Exception {
    QemuImg.run("create", "-f", "qcow2", "-o", "cluster_size=4k,compat=" + compat, image, "4M");
    QemuImg.io(image, "write -P 1 0 64k", "write -P 3 2M 64k");
    QemuImg.run("snapshot", "-c", "one", image);
    QemuImg.io(image, "write -P 2 0 64k", "write -P 4 2M 64k");
  }

  private long l1() {
    return bytes.getLong(40);
  }

  private long pointer(long at) {
    return bytes.getLong((int) at) & Layout.OFFSET_MASK;
  }

  private long place(Table table) {
    return switch (table) {
      case HEADER -> 0;
      case ACTIVE_L1 -> l1();
      case OTHER_L2 -> pointer(l1() + 8);
      case REFCOUNT_TABLE -> bytes.getLong(48);
      case REFCOUNT_BLOCK -> bytes.getLong((int) bytes.getLong(48));
      case SNAPSHOT_TABLE -> bytes.getLong(64);
      case INACTIVE_L1 -> bytes.getLong((int) bytes.getLong(64));
      case INACTIVE_L2 -> pointer(bytes.getLong((int) bytes.getLong(64)));
    };
  }

  private void damage(long l2, Table table, long flags) throws IOException {
    bytes.putLong((int) (l2 + GUEST / CLUSTER * 8), place(table) | flags);
    Files.write(image, bytes.array());
  }

  private byte[] cluster(long offset) throws IOException {
    byte[] all = Files.readAllBytes(image);
    return Arrays.copyOfRange(all, (int) offset, (int) offset + CLUSTER);
  }

  private boolean isMarked() throws IOException {
    return (ByteBuffer.wrap(cluster(0)).getLong(Header.INCOMPATIBLE_FEATURES) & Features.CORRUPT)
        != 0;
  }

  private static Stream<Arguments> tablesAndWays() {
    return Stream.of(Table.values())
        .flatMap(table -> Stream.of(Way.values()).map(way -> Arguments.of(table, way)))
        .filter(pair -> pair.get()[0] != Table.HEADER || ((Way) pair.get()[1]).flags >>> 62 == 1);
  }

  /** An offset of 0 is no header, but nothing: only compressed data can be said to be there. */
  @ParameterizedTest
  @MethodSource("tablesAndWays")
  void shouldTouchNoTableAndMarkTheImage(Table table, Way way) throws Exception {
    damage(pointer(l1()), table, way.flags);
    byte[] before = cluster(place(table));
    try (Qcow2Store store = (Qcow2Store) TestImages.open(image, Qcow2Options.DEFAULT)) {
      StoreException refused = assertThrows(StoreException.class, () -> way.act(store));
      assertEquals(SenseKey.MEDIUM_ERROR, refused.sense().key());
      assertTrue(refused.getMessage().contains(table.text), refused.getMessage());
      assertTrue(isMarked());
      assertTrue(store.report().state().startsWith("CORRUPT: "), store.report().state());
      StoreException later =
          assertThrows(StoreException.class, () -> store.write(SOUND, Way.data(512), 0));
      assertEquals(SenseKey.MEDIUM_ERROR, later.sense().key());
      assertEquals(2, TestImages.read(store, SOUND, 512)[0]);
      store.flush();
    }
    if (table != Table.HEADER) {
      assertArrayEquals(before, cluster(place(table)));
    }
    FormatException refused =
        assertThrows(FormatException.class, () -> TestImages.open(image, Qcow2Options.DEFAULT));
    assertTrue(refused.getMessage().contains("is marked as corrupt"), refused.getMessage());
    try (Qcow2Store store =
        (Qcow2Store) TestImages.open(image, Qcow2Options.DEFAULT.asReadOnly())) {
      assertEquals(2, TestImages.read(store, SOUND, 512)[0]);
      assertTrue(store.report().notes().get(0).contains("marked as corrupt"));
    }
  }

  /** What QEMU watches unless it is told otherwise, it refuses as well. */
  @ParameterizedTest
  @EnumSource(
      value = Table.class,
      names = {"HEADER", "INACTIVE_L2"},
      mode = EnumSource.Mode.EXCLUDE)
  void shouldRefuseAllThatQemuRefuses(Table table) throws Exception {
    damage(pointer(l1()), table, L2Entry.COPIED);
    QemuImg.Output output =
        QemuImg.call("qemu-io", "-f", "qcow2", "-c", "write -P 0xab 32k 4k", image);
    assertTrue(output.text().contains("Marking image as corrupt"), output.text());
  }

  /** What else the snapshot says is no reason to touch a table: the rest is counted anew. */
  @ParameterizedTest
  @EnumSource(
      value = Table.class,
      names = {"HEADER"},
      mode = EnumSource.Mode.EXCLUDE)
  void shouldTouchNoTableWhenADamagedSnapshotIsDeleted(Table table) throws Exception {
    damage(place(Table.INACTIVE_L2), table, 0);
    try (Qcow2Store store = (Qcow2Store) TestImages.open(image, Qcow2Options.DEFAULT)) {
      store.deleteSnapshot("one");
      store.write(SOUND, Way.data(512), 0);
    }
    QemuImg.requireClean(image);
    byte[] content = QemuImg.content(image);
    assertEquals((byte) 0xAB, content[(int) SOUND]);
    assertEquals(2, content[(int) SOUND + 512]);
    assertEquals(4, content[2 << 20]);
  }

  @ParameterizedTest
  @EnumSource(
      value = Table.class,
      names = {"ACTIVE_L1", "OTHER_L2", "REFCOUNT_TABLE", "REFCOUNT_BLOCK"})
  void shouldDeleteNoSnapshotWhereTheDiskIsDamaged(Table table) throws Exception {
    damage(pointer(l1()), table, 0);
    byte[] before = cluster(place(table));
    try (Qcow2Store store = (Qcow2Store) TestImages.open(image, Qcow2Options.DEFAULT)) {
      IOException refused = assertThrows(IOException.class, () -> store.deleteSnapshot("one"));
      assertTrue(refused.getMessage().contains("is damaged"), refused.getMessage());
      assertEquals(1, store.snapshots().size());
      assertEquals(2, TestImages.read(store, SOUND, 512)[0]);
    }
    if (table != Table.REFCOUNT_BLOCK) { // where what was taken for the change is counted
      assertArrayEquals(before, cluster(place(table)));
    }
  }

  /** Refcounts that are too low would have a table given back that a snapshot still needs. */
  @Test
  void shouldNotGiveBackATableThatASnapshotNeeds() throws Exception {
    QemuImg.run("create", "-f", "qcow2", "-o", "cluster_size=4k", image, "4M");
    QemuImg.io(image, "write -P 1 0 64k");
    QemuImg.run("snapshot", "-c", "one", image);
    bytes = ByteBuffer.wrap(Files.readAllBytes(image));
    long shared = place(Table.INACTIVE_L2);
    bytes.putShort((int) (place(Table.REFCOUNT_BLOCK) + shared / CLUSTER * 2), (short) 1);
    Files.write(image, bytes.array());
    byte[] before = cluster(shared);
    try (Qcow2Store store = (Qcow2Store) TestImages.open(image, Qcow2Options.DEFAULT)) {
      store.write(0, Way.data(CLUSTER), 0);
      assertThrows(
          StoreException.class,
          () -> {
            for (int i = 0; i < 4; i++) { // what was freed is settled by the flushes after it
              store.flush();
            }
            store.write(0, Way.data(CLUSTER), 0);
          });
    }
    assertArrayEquals(before, cluster(shared));
    assertTrue(isMarked());
  }

  @Test
  void shouldRefuseInVersionTwoWhichHasNoMark() throws Exception {
    make("0.10");
    damage(pointer(l1()), Table.REFCOUNT_BLOCK, L2Entry.COPIED);
    byte[] before = cluster(place(Table.REFCOUNT_BLOCK));
    try (Qcow2Store store = (Qcow2Store) TestImages.open(image, Qcow2Options.DEFAULT)) {
      assertThrows(StoreException.class, () -> store.write(GUEST, Way.data(512), 0));
      assertThrows(StoreException.class, () -> store.write(SOUND, Way.data(512), 0));
    }
    assertFalse(isMarked());
    assertArrayEquals(before, cluster(place(Table.REFCOUNT_BLOCK)));
  }
}
