package io.sluice.backend.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.LaterStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Volumes on volumes, without OSGi. */
@Timeout(60)
class SharedLayersTest {
  private static final URI BASE = URI.create("test:base");

  private final CountedVolume base = new CountedVolume();
  private final TestFactory factory = new TestFactory("test").with("base", base);
  private final TestFactory volumes = new TestFactory("volume");
  private final List<BlockStoreFactory> factories =
      new CopyOnWriteArrayList<>(List.of(factory, volumes));
  private final SharedLayers layers = new SharedLayers(() -> factories);

  private Volume readOnly(String owner) {
    return layers.layer(BASE, owner, LayerAccess.READ_ONLY);
  }

  private Volume writable(String owner) {
    return layers.layer(BASE, owner, LayerAccess.WRITABLE);
  }

  private void configure(String name, String below) {
    volumes.with(name, new OnLayer(layers.layer(URI.create(below), name, LayerAccess.READ_ONLY)));
  }

  private static String refusal(Volume volume) {
    return assertThrows(IOException.class, volume::open).getMessage();
  }

  @Test
  void shouldShareOneReadOnlyStore() throws IOException {
    BlockStore first = readOnly("a").open();
    BlockStore second = readOnly("b").open();
    assertEquals(1, base.opened.get());
    assertEquals(List.of("a", "b"), layers.openLayers().get(0).owners());
    first.close();
    first.close();
    assertEquals(1, base.open.get());
    second.read(0, Segments.of(new byte[512]));
    second.close();
    assertEquals(0, base.open.get());
    assertTrue(layers.openLayers().isEmpty());
  }

  @Test
  void shouldGiveTheNextAnotherStoreAfterTheLastHasClosed() throws IOException {
    readOnly("a").open().close();
    readOnly("a").open().close();
    assertEquals(2, base.opened.get());
  }

  @Test
  void shouldWriteToALayerOfItsOwnOnly() throws IOException {
    try (BlockStore store = readOnly("a").open()) {
      assertTrue(store.info().capabilities().readOnly());
      assertTrue(readOnly("a").probe().capabilities().readOnly());
      for (Writing writing :
          List.<Writing>of(
              s -> s.write(0, Segments.of(new byte[512]), 0),
              s -> s.writeZeroes(0, 512, 0),
              s -> s.discard(0, 512),
              s -> s.resize(512))) {
        assertThrows(StoreException.class, () -> writing.run(store));
      }
    }
    try (BlockStore store = writable("a").open()) {
      assertFalse(store.info().capabilities().readOnly());
      store.write(0, Segments.of(new byte[512]), 0);
    }
  }

  private interface Writing {
    void run(BlockStore store) throws IOException;
  }

  @Test
  void shouldRefuseAWritableLayerUnderTwo() throws IOException {
    try (BlockStore store = writable("a").open()) {
      assertTrue(store.size() > 0);
      assertEquals(
          "test:base can't be a read-only layer of 'b': 'a' stands on it and may write to it",
          refusal(readOnly("b")));
      assertEquals(
          "test:base can't be a writable layer of 'b': 'a' stands on it and may write to it",
          refusal(writable("b")));
    }
    try (BlockStore store = readOnly("a").open()) {
      assertTrue(store.size() > 0);
      assertEquals(
          "test:base can't be a writable layer of 'b': 'a' stands on it", refusal(writable("b")));
    }
    writable("b").open().close();
  }

  @Test
  void shouldRefuseToWriteToAReadOnlyVolume() {
    CountedVolume protectedBase = new CountedVolume(Capabilities.PLAIN.withReadOnly());
    factory.with("base", protectedBase);
    assertEquals("test:base is read-only, and 'a' is to write to it", refusal(writable("a")));
    assertEquals(0, protectedBase.open.get());
  }

  @Test
  void shouldTellWhatToDropInForAMissingBackend() {
    Volume remote =
        layers.layer(
            URI.create("HTTPS://user:word@example.org/x.img?sig=1"), "a", LayerAccess.READ_ONLY);
    String told =
        "'a' stands on https://example.org/x.img?…, and no backend here knows https: URIs; drop its"
            + " bundle, http-range-backend, into bundles/";
    assertEquals(told, refusal(remote));
    assertEquals(told, assertThrows(IOException.class, remote::probe).getMessage());
  }

  @Test
  void shouldFindABackendThatComesLater() throws IOException {
    Volume late = layers.layer(URI.create("late:x"), "a", LayerAccess.READ_ONLY);
    refusal(late);
    factories.add(new TestFactory("late").with("x", new CountedVolume()));
    late.open().close();
  }

  @Test
  void shouldRefuseANameWithoutAScheme() {
    assertThrows(
        IllegalArgumentException.class,
        () -> layers.layer(URI.create("images/x"), "a", LayerAccess.READ_ONLY));
  }

  @Test
  void shouldTellTheWayRoundACircle() {
    configure("a", "volume:b");
    configure("b", "volume:c");
    configure("c", "volume:a");
    Volume a = layers.layer(URI.create("volume:a"), "top", LayerAccess.READ_ONLY);
    String told =
        "the layers go round in a circle: volume:c stands on volume:a, which stands on volume:b,"
            + " which stands on volume:c";
    assertEquals(told, refusal(a));
    assertEquals(told, assertThrows(IOException.class, a::probe).getMessage());
    configure("self", "volume:self");
    assertTrue(
        refusal(layers.layer(URI.create("volume:self"), "self", LayerAccess.READ_ONLY))
            .contains("circle"));
  }

  @Test
  void shouldNotWaitForEverInACircleThatIsOpenedFromAllSides() throws Exception {
    configure("a", "volume:b");
    configure("b", "volume:c");
    configure("c", "volume:a");
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (int round = 0; round < 50; round++) {
        CyclicBarrier start = new CyclicBarrier(3);
        List<Callable<String>> openings = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
          openings.add(
              () -> {
                start.await();
                return refusal(volumes.volume(URI.create("volume:" + name), LayerAccess.READ_ONLY));
              });
        }
        for (Future<String> told : threads.invokeAll(openings)) {
          assertTrue(told.get().contains("circle"), told.get());
        }
      }
    } finally {
      threads.shutdownNow();
    }
    assertTrue(layers.openLayers().isEmpty());
  }

  @Test
  void shouldTellWhoStandsOnWhatHasChanged() throws IOException {
    configure("middle", "test:base");
    Volume top = layers.layer(URI.create("volume:middle"), "top", LayerAccess.READ_ONLY);
    BlockStore store = top.open();
    assertEquals(Set.of(), layers.outdatedOwners());
    CountedVolume next = new CountedVolume();
    factory.with("base", next);
    assertEquals(Set.of("middle", "top"), layers.outdatedOwners());
    BlockStore beside =
        layers.layer(URI.create("volume:middle"), "other", LayerAccess.READ_ONLY).open();
    assertEquals(1, next.open.get());
    store.close();
    assertEquals(0, base.open.get());
    assertEquals(Set.of(), layers.outdatedOwners());
    beside.close();
  }

  @Test
  void shouldGoOnWithWhatOthersStandOnWhenTheNewCannotBeOpened() throws IOException {
    BlockStore store = readOnly("a").open();
    factory.with(
        "base", new OnLayer(layers.layer(URI.create("gone:x"), "base", LayerAccess.READ_ONLY)));
    BlockStore other = readOnly("b").open();
    assertEquals(1, base.opened.get());
    store.close();
    other.close();
    refusal(readOnly("b"));
  }

  @Test
  void shouldShareOneStoreAmongMany() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Void>> users = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String owner = "owner" + i;
        users.add(
            () -> {
              for (int round = 0; round < 500; round++) {
                try (BlockStore store = readOnly(owner).open()) {
                  store.info();
                  assertEquals(1, base.open.get());
                }
              }
              return null;
            });
      }
      for (Future<Void> user : threads.invokeAll(users)) {
        user.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(0, base.open.get());
  }

  @Test
  void shouldLeaseAnAsynchronousStoreAsSuch() throws IOException {
    factory.with("base", new AsyncVolume());
    try (BlockStore store = readOnly("a").open()) {
      AsyncBlockStore async = assertInstanceOf(AsyncBlockStore.class, store);
      List<Throwable> told = new ArrayList<>();
      async.beginRead(0, Segments.of(new byte[512]), told::add);
      assertEquals(1, told.size());
    }
  }

  @Test
  void shouldWriteLaterThroughAWritableLeaseOnly() throws IOException {
    factory.with("base", new AsyncVolume());
    try (BlockStore store = readOnly("a").open()) {
      List<Throwable> told = beginChanges(assertInstanceOf(AsyncBlockStore.class, store));
      for (Throwable failure : told.subList(0, 3)) {
        StoreException refused = assertInstanceOf(StoreException.class, failure);
        assertEquals(SenseKey.DATA_PROTECT, refused.sense().key());
      }
      assertNull(told.get(3));
    }
    try (BlockStore store = writable("a").open()) {
      List<Throwable> told = beginChanges(assertInstanceOf(AsyncBlockStore.class, store));
      assertEquals(Collections.nCopies(4, null), told);
    }
  }

  private static List<Throwable> beginChanges(AsyncBlockStore store) {
    List<Throwable> told = new ArrayList<>();
    store.beginWrite(0, Segments.of(new byte[512]), 0, told::add);
    store.beginWriteZeroes(0, 512, 0, told::add);
    store.beginDiscard(0, 512, told::add);
    store.beginFlush(told::add);
    return told;
  }

  private static final class AsyncVolume implements Volume {
    @Override
    public VolumeInfo probe() {
      return ArrayStore.ofBlocks(8).info();
    }

    @Override
    public BlockStore open() {
      return new LaterStore(ArrayStore.ofBlocks(8), Runnable::run);
    }
  }
}
