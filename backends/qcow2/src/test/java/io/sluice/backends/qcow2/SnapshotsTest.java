package io.sluice.backends.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Internal snapshots that are taken, gone back to and deleted here, as qemu-img sees them. */
class SnapshotsTest {
  private static final int SIZE = 6 << 20;

  @TempDir private Path folder;
  private Path image;

  @BeforeEach
  void nameImage() {
    image = folder.resolve("disk.qcow2");
  }

  private Qcow2Store open(Optional<Path> base) throws IOException {
    Qcow2Options options = Qcow2Options.DEFAULT;
    if (base.isPresent()) {
      options =
          options.withBacking(
              new Qcow2Options.Backing(new RawVolume(base.get()), base.get().toUri().toString()));
    }
    return new Qcow2Volume(ImageSource.file(image), options).openStore();
  }

  @ParameterizedTest
  @CsvSource({
    "16, false, false, 1",
    "14, true, true, 2",
    "12, false, true, 3",
    "16, true, true, 4",
    "9, false, false, 5"
  })
  void shouldKeepEachMomentThatWasAskedFor(
      int clusterBits, boolean extendedL2, boolean backed, long seed) throws Exception {
    byte[] model = backed ? TestImages.content(SIZE, seed) : new byte[SIZE];
    Optional<Path> base = backed ? Optional.of(TestImages.raw(folder, model)) : Optional.empty();
    Qcow2Volume.create(
        image, new Qcow2Creation(SIZE, clusterBits, extendedL2, base.map(Path::toString)));
    Random random = new Random(seed);
    Map<String, byte[]> kept = new LinkedHashMap<>();
    for (int round = 0; round < 3; round++) {
      try (Qcow2Store store = open(base)) {
        for (int step = 0; step < 8; step++) {
          new RandomChanges(random, store, model).run(30);
          step(random, store, model, kept, round + "." + step);
          assertArrayEquals(model, TestImages.read(store));
        }
      }
      QemuImg.requireClean(image);
      assertArrayEquals(model, QemuImg.content(image));
      for (Map.Entry<String, byte[]> one : kept.entrySet()) {
        assertArrayEquals(one.getValue(), QemuImg.content(image, "-l", one.getKey()));
      }
    }
    List<String> names = new ArrayList<>(kept.keySet());
    for (String name : names) {
      QemuImg.run("snapshot", "-d", name, image);
    }
    QemuImg.requireClean(image);
    assertArrayEquals(model, QemuImg.content(image));
  }

  private static void step(
      Random random, Qcow2Store store, byte[] model, Map<String, byte[]> kept, String name)
      throws IOException {
    List<String> names = new ArrayList<>(kept.keySet());
    switch (names.isEmpty() ? 0 : random.nextInt(4)) {
      case 0, 1 -> {
        store.createSnapshot(name);
        kept.put(name, model.clone());
      }
      case 2 -> {
        String old = names.get(random.nextInt(names.size()));
        store.deleteSnapshot(old);
        kept.remove(old);
      }
      default -> {
        String back = names.get(random.nextInt(names.size()));
        store.revertTo(back);
        System.arraycopy(kept.get(back), 0, model, 0, model.length);
      }
    }
    assertEquals(
        new ArrayList<>(kept.keySet()), store.snapshots().stream().map(Snapshot::name).toList());
  }

  @Test
  void shouldBeListedByQemu() throws Exception {
    Qcow2Volume.create(image, new Qcow2Creation(SIZE, 16, false, Optional.empty()));
    try (Qcow2Store store = open(Optional.empty())) {
      store.createSnapshot("before the upgrade");
      assertThrows(IOException.class, () -> store.createSnapshot("before the upgrade"));
      assertThrows(IOException.class, () -> store.deleteSnapshot("no such"));
    }
    String list = QemuImg.run("snapshot", "-l", image);
    assertTrue(list.contains("before the upgrade"), list);
  }

  @Test
  void shouldGoBackToWhatItStandsOn() throws Exception {
    byte[] below = TestImages.content(SIZE, 6);
    Optional<Path> base = Optional.of(TestImages.raw(folder, below));
    Qcow2Volume.create(image, new Qcow2Creation(SIZE, 17, true, base.map(Path::toString)));
    byte[] model = below.clone();
    try (Qcow2Store store = open(base)) {
      new RandomChanges(new Random(7), store, model).run(100);
      store.createSnapshot("changed");
      store.reset();
      assertArrayEquals(below, TestImages.read(store));
      store.revertTo("changed");
      assertArrayEquals(model, TestImages.read(store));
      store.reset();
      store.deleteSnapshot("changed");
    }
    QemuImg.requireClean(image);
    assertArrayEquals(below, QemuImg.content(image));
  }

  @Test
  void shouldCommitToWhatItStandsOn() throws Exception {
    byte[] model = TestImages.content(SIZE, 8);
    Path base = TestImages.raw(folder, model);
    Qcow2Volume.create(image, new Qcow2Creation(SIZE, 14, true, Optional.of(base.toString())));
    long length;
    try (Qcow2Store store = open(Optional.of(base))) {
      length = store.fileLength();
      new RandomChanges(new Random(9), store, model).run(200);
      store.createSnapshot("in the way");
      assertThrows(IOException.class, store::commit);
      store.deleteSnapshot("in the way");
      store.commit();
      assertArrayEquals(model, TestImages.read(store));
      new RandomChanges(new Random(10), store, model).run(20);
      store.commit();
    }
    assertArrayEquals(model, Files.readAllBytes(base));
    QemuImg.requireClean(image);
    assertArrayEquals(model, QemuImg.content(image));
    assertTrue(length < SIZE);
  }
}
