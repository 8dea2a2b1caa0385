package io.sluice.backend.layer;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is open of one URI: one store, and while those above change over to another, two. Who
 * opens holds the slot's lock meanwhile, so that the next finds what was opened.
 */
final class LayerSlot {
  private static final Logger LOG = LoggerFactory.getLogger(LayerSlot.class);
  private static final AtomicLong NUMBERS = new AtomicLong();

  /** The leases taken on this thread by the volume that is being opened on it. */
  private static final ThreadLocal<List<SharedStore>> OPENING = new ThreadLocal<>();

  private final SharedLayers layers;
  private final URI uri;

  /** Written under this lock. */
  private final List<SharedStore> stores = new CopyOnWriteArrayList<>();

  LayerSlot(SharedLayers layers, URI uri) {
    this.layers = layers;
    this.uri = uri;
  }

  List<SharedStore> layers() {
    return stores;
  }

  VolumeInfo probe(String owner, LayerAccess access) throws IOException {
    BlockStoreFactory factory = layers.factory(uri, owner);
    for (SharedStore store : stores) {
      if (layers.isCurrent(store)) {
        return store.info();
      }
    }
    return factory.volume(uri, access).probe();
  }

  synchronized Lease lease(String owner, LayerAccess access) throws IOException {
    requireNoConflict(owner, access);
    SharedStore store = findOrOpen(owner, access);
    Lease lease = new Lease(this, store, owner);
    store.add(lease);
    List<SharedStore> above = OPENING.get();
    if (above != null) {
      above.add(store);
    }
    return lease;
  }

  private void requireNoConflict(String owner, LayerAccess access) throws IOException {
    for (SharedStore store : stores) {
      if (store.access() == LayerAccess.WRITABLE || access == LayerAccess.WRITABLE) {
        throw new IOException(
            "%s can't be a %s layer of '%s': %s stands on it%s"
                .formatted(
                    LayerName.shown(uri),
                    access == LayerAccess.WRITABLE ? "writable" : "read-only",
                    owner,
                    "'" + String.join("', '", store.owners()) + "'",
                    store.access() == LayerAccess.WRITABLE ? " and may write to it" : ""));
      }
    }
  }

  private SharedStore findOrOpen(String owner, LayerAccess access) throws IOException {
    for (SharedStore store : stores) {
      if (layers.isCurrent(store)) {
        return store;
      }
    }
    try {
      SharedStore opened = open(owner, access);
      stores.add(opened);
      return opened;
    } catch (IOException e) {
      if (stores.isEmpty()) {
        throw e;
      }
      // What others still stand on is better than nothing: where a change failed, it has to go on.
      SharedStore earlier = stores.get(stores.size() - 1);
      LOG.warn(
          "'{}' goes on with {} as it was before, since it can't be opened as it is now: {}",
          owner,
          LayerName.shown(uri),
          e.getMessage());
      return earlier;
    }
  }

  private SharedStore open(String owner, LayerAccess access) throws IOException {
    BlockStoreFactory factory = layers.factory(uri, owner);
    Volume volume = factory.volume(uri, access);
    List<SharedStore> outer = OPENING.get();
    List<SharedStore> below = new ArrayList<>();
    OPENING.set(below);
    BlockStore store;
    try {
      store = volume.open();
    } finally {
      if (outer == null) {
        OPENING.remove();
      } else {
        OPENING.set(outer);
      }
    }
    if (access == LayerAccess.WRITABLE && store.info().capabilities().readOnly()) {
      store.close();
      throw new IOException(
          LayerName.shown(uri) + " is read-only, and '" + owner + "' is to write to it");
    }
    return new SharedStore(NUMBERS.getAndIncrement(), uri, factory, volume, store, access, below);
  }

  /** Lets go, and closes the store with the last of its leases. */
  synchronized void release(Lease lease) throws IOException {
    SharedStore store = lease.store();
    if (store.remove(lease)) {
      stores.remove(store);
      store.store().close();
    }
  }
}
