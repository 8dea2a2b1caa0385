package io.sluice.backend.layer;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An open store with those who stand on it, and where it came from. */
final class SharedStore {
  private final long number;
  private final URI uri;
  private final BlockStoreFactory factory;
  private final Volume volume;
  private final BlockStore store;
  private final LayerAccess access;
  private final List<SharedStore> below;
  private final List<Lease> leases = new CopyOnWriteArrayList<>();

  /**
   * @param number the later, the greater
   * @param below what it stands on itself
   */
  SharedStore(
      long number,
      URI uri,
      BlockStoreFactory factory,
      Volume volume,
      BlockStore store,
      LayerAccess access,
      List<SharedStore> below) {
    this.number = number;
    this.uri = uri;
    this.factory = factory;
    this.volume = volume;
    this.store = store;
    this.access = access;
    this.below = List.copyOf(below);
  }

  long number() {
    return number;
  }

  URI uri() {
    return uri;
  }

  BlockStoreFactory factory() {
    return factory;
  }

  Volume volume() {
    return volume;
  }

  BlockStore store() {
    return store;
  }

  LayerAccess access() {
    return access;
  }

  List<SharedStore> below() {
    return below;
  }

  VolumeInfo info() {
    return store.info();
  }

  List<String> owners() {
    return leases.stream().map(Lease::owner).toList();
  }

  void add(Lease lease) {
    leases.add(lease);
  }

  /** Returns whether it was the last. */
  boolean remove(Lease lease) {
    return leases.remove(lease) && leases.isEmpty();
  }

  OpenLayer view(boolean current) {
    return new OpenLayer(
        uri,
        LayerName.shown(uri),
        access,
        owners(),
        current,
        info(),
        ReportingStore.reportOf(store));
  }
}
