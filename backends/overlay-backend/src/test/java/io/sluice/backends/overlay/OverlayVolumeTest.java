package io.sluice.backends.overlay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.SharedLayers;
import io.sluice.backends.overlay.OverlayVolume.PendingChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayVolumeTest {
  private static final int MIB = 1 << 20;
  private static final int SIZE = 4 * MIB;

  @TempDir private Path folder;
  private final SharedLayers layers = new SharedLayers(List.of(new RawFiles()));
  private final byte[] content = new byte[SIZE];
  private Path base;
  private Path path;

  @BeforeEach
  void writeBase() throws IOException {
    new Random(1).nextBytes(content);
    base = Files.write(folder.resolve("base.raw"), content);
    path = folder.resolve("overlay.qcow2");
  }

  private OverlayVolume volume(OverlaySpec spec, Optional<PendingChange> pending) {
    LayerAccess access = spec.commit() ? LayerAccess.WRITABLE : LayerAccess.READ_ONLY;
    return new OverlayVolume(
        spec, layers.layer(spec.base(), spec.name(), access), pending.isPresent() ? 1 : 0, pending);
  }

  private OverlayVolume volume(boolean commit) {
    return volume(RawFiles.overlay(base, path, 0, commit), Optional.empty());
  }

  private static byte[] read(BlockStore store) throws IOException {
    byte[] bytes = new byte[(int) store.size()];
    store.read(0, Segments.of(bytes));
    return bytes;
  }

  @Test
  void shouldLeaveTheBaseAsItIs() throws Exception {
    OverlayVolume volume = volume(false);
    assertEquals(SIZE, volume.probe().geometry().size());
    assertFalse(Files.exists(path), "made by a look at it");
    byte[] written = new byte[8192];
    try (BlockStore store = volume.open()) {
      assertArrayEquals(content, read(store));
      store.write(4096, Segments.of(written), 0);
    }
    assertArrayEquals(content, Files.readAllBytes(base));
    byte[] expected = content.clone();
    Arrays.fill(expected, 4096, 4096 + 8192, (byte) 0);
    try (BlockStore store = volume.open()) {
      assertArrayEquals(expected, read(store));
    }
  }

  @Test
  void shouldUseSpaceAgainThatSnapshotsHeld() throws Exception {
    OverlayVolume volume = volume(false);
    long afterFirst = 0;
    try (BlockStore store = volume.open()) {
      for (int round = 1; round <= 20; round++) {
        rewriteUnderASnapshot(volume, store, round);
        afterFirst = round == 2 ? Files.size(path) : afterFirst;
      }
    }
    long afterAll = Files.size(path);
    assertTrue(afterAll <= afterFirst + MIB, afterFirst + " bytes became " + afterAll);
  }

  /** What was given back before is a hole in the file then, and takes no space. */
  @Test
  void shouldTakeNoMoreSpaceHoweverOftenItIsOpened() throws Exception {
    OverlayVolume volume = volume(false);
    long afterFirst = 0;
    for (int round = 1; round <= 20; round++) {
      try (BlockStore store = volume.open()) {
        rewriteUnderASnapshot(volume, store, round);
      }
      afterFirst = round == 2 ? space() : afterFirst;
    }
    long afterAll = space();
    assertTrue(afterAll <= afterFirst + MIB, afterFirst + " bytes became " + afterAll);
  }

  private void rewriteUnderASnapshot(OverlayVolume volume, BlockStore store, int value)
      throws IOException {
    byte[] written = new byte[MIB];
    Arrays.fill(written, (byte) value);
    volume.store().orElseThrow().createSnapshot("s");
    store.write(MIB, Segments.of(written), 0);
    volume.store().orElseThrow().deleteSnapshot("s");
    store.flush();
    store.write(MIB, Segments.of(written), 0);
    store.flush();
  }

  /** Bytes on disk. */
  private long space() throws IOException {
    Process stat =
        new ProcessBuilder("stat", "--format=%b", path.toString())
            .redirectErrorStream(true)
            .start();
    return 512 * Long.parseLong(new String(stat.getInputStream().readAllBytes(), UTF_8).strip());
  }

  @Test
  void shouldExchangeItsContentWhenItIsOpenedTheNextTime() throws Exception {
    OverlayVolume volume = volume(false);
    String identity;
    try (BlockStore store = volume.open()) {
      volume.store().orElseThrow().createSnapshot("before");
      store.write(0, Segments.of(new byte[1 << 20]), 0);
      identity = store.info().identity();
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    OverlayVolume next =
        volume(
            RawFiles.overlay(base, path, 0, false),
            Optional.of(new PendingChange(store -> store.revertTo("before"), done)));
    assertFalse(next.probe().identity().equals(identity), "nobody would be told");
    try (BlockStore store = next.open()) {
      assertTrue(done.isDone());
      assertArrayEquals(content, read(store));
      store.write(0, Segments.of(new byte[4096]), 0);
    }
    try (BlockStore store = next.open()) { // not a second time
      assertEquals(0, read(store)[0]);
    }
  }

  @Test
  void shouldServeOnWhenItCannotExchangeItsContent() throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    OverlayVolume volume =
        volume(
            RawFiles.overlay(base, path, 0, false),
            Optional.of(new PendingChange(store -> store.revertTo("no such"), done)));
    try (BlockStore store = volume.open()) {
      assertTrue(done.isCompletedExceptionally());
      assertArrayEquals(content, read(store));
    }
  }

  @Test
  void shouldCommitToABaseThatItHoldsAlone() throws Exception {
    OverlayVolume volume = volume(true);
    byte[] expected = content.clone();
    new Random(2).nextBytes(expected);
    try (BlockStore store = volume.open()) {
      assertThrows(IOException.class, () -> volume(false).open(), "a second one stands on it");
      store.write(0, Segments.of(expected), 0);
      store.discard(0, 1 << 20);
      Arrays.fill(expected, 0, 1 << 20, (byte) 0);
      volume.store().orElseThrow().commit();
      assertArrayEquals(expected, read(store));
    }
    assertArrayEquals(expected, Files.readAllBytes(base));
  }

  @Test
  void shouldRefuseToBeSmallerThanItsBase() {
    OverlaySpec spec =
        new OverlaySpec(
            "disk0", base.toUri(), path, true, false, false, SIZE / 2, 64 << 10, 0, 1 << 20);
    IOException refused =
        assertThrows(IOException.class, () -> volume(spec, Optional.empty()).probe());
    assertTrue(refused.getMessage().startsWith("size = "), refused.getMessage());
  }
}
