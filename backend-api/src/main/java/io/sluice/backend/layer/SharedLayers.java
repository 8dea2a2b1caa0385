package io.sluice.backend.layer;

import io.sluice.backend.Volume;
import java.io.IOException;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Opens each layer once and shares it. Without OSGi, pass it the factories; the gateway passes
 * those that are registered as services.
 */
public final class SharedLayers implements StoreLayers {
  /** Which bundle to install for an unknown scheme. */
  private static final Map<String, String> BUNDLES =
      Map.of(
          "file", "file-backend",
          "http", "http-range-backend",
          "https", "http-range-backend");

  private final Supplier<? extends List<? extends BlockStoreFactory>> factories;
  private final LayerGraph graph = new LayerGraph();
  private final Map<URI, LayerSlot> slots = new ConcurrentHashMap<>();

  /** Uses these factories; for each scheme, the first one that handles it. */
  public SharedLayers(List<? extends BlockStoreFactory> factories) {
    this(() -> factories);
  }

  /**
   * @param factories returns the current factories, in order of preference
   */
  public SharedLayers(Supplier<? extends List<? extends BlockStoreFactory>> factories) {
    this.factories = factories;
  }

  @Override
  public Volume layer(URI below, String owner, LayerAccess access) {
    URI uri = LayerName.normal(below);
    return new LayerVolume(this, uri, owner, access);
  }

  @Override
  public List<OpenLayer> openLayers() {
    return slots.values().stream()
        .flatMap(slot -> slot.layers().stream())
        .sorted(Comparator.comparingLong(SharedStore::number))
        .map(store -> store.view(isCurrent(store)))
        .toList();
  }

  /**
   * The owners for which the URI of a layer, or of a layer further below, now names another volume:
   * if opened again, they would use a different store.
   */
  public Set<String> outdatedOwners() {
    Set<String> owners = new TreeSet<>();
    for (LayerSlot slot : slots.values()) {
      for (SharedStore store : slot.layers()) { // which are not asked: one may not answer
        if (!isCurrent(store)) {
          owners.addAll(store.owners());
        }
      }
    }
    return owners;
  }

  /**
   * The owners that are layered, directly or through other layers, on a store from certain
   * factories or volumes.
   *
   * @param origin whether a {@link BlockStoreFactory} or a {@link Volume} is one of them
   */
  public Set<String> ownersOn(Predicate<Object> origin) {
    Set<String> owners = new TreeSet<>();
    for (LayerSlot slot : slots.values()) {
      for (SharedStore store : slot.layers()) {
        if (isFrom(store, origin)) {
          owners.addAll(store.owners());
        }
      }
    }
    return owners;
  }

  private static boolean isFrom(SharedStore store, Predicate<Object> origin) {
    return origin.test(store.factory())
        || origin.test(store.volume())
        || store.below().stream().anyMatch(below -> isFrom(below, origin));
  }

  LayerGraph graph() {
    return graph;
  }

  LayerSlot slot(URI uri) {
    return slots.computeIfAbsent(uri, u -> new LayerSlot(this, u));
  }

  /** The current factory for a URI. */
  BlockStoreFactory factory(URI uri, String owner) throws IOException {
    String scheme = LayerName.scheme(uri);
    return find(scheme)
        .orElseThrow(
            () ->
                new IOException(
                    "'%s' stands on %s, and no backend here knows %s: URIs; %s"
                        .formatted(owner, LayerName.shown(uri), scheme, advice(scheme))));
  }

  private static String advice(String scheme) {
    String bundle = BUNDLES.get(scheme);
    return bundle == null
        ? "drop one that does into bundles/, or correct the URI"
        : "drop its bundle, " + bundle + ", into bundles/";
  }

  private Optional<? extends BlockStoreFactory> find(String scheme) {
    return factories.get().stream().filter(f -> f.schemes().contains(scheme)).findFirst();
  }

  /** Whether opening again would give this store, and the same stores below it. */
  boolean isCurrent(SharedStore store) {
    Optional<? extends BlockStoreFactory> now = find(LayerName.scheme(store.uri()));
    return now.isPresent()
        && now.get() == store.factory()
        && now.get().isCurrent(store.uri(), store.volume())
        && store.below().stream().allMatch(this::isCurrent);
  }
}
