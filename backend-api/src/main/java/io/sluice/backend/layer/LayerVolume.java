package io.sluice.backend.layer;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.net.URI;

/** A layer as the volume above it sees it: found anew at each look and each opening. */
final class LayerVolume implements Volume {
  private final SharedLayers layers;
  private final URI uri;
  private final URI upper;
  private final String owner;
  private final LayerAccess access;

  LayerVolume(SharedLayers layers, URI uri, String owner, LayerAccess access) {
    this.layers = layers;
    this.uri = uri;
    this.upper = LayerName.ofVolume(owner);
    this.owner = owner;
    this.access = access;
  }

  @Override
  public VolumeInfo probe() throws IOException {
    layers.graph().enter(upper, uri);
    try {
      return restrict(layers.slot(uri).probe(owner, access));
    } finally {
      layers.graph().leave(upper, uri);
    }
  }

  @Override
  public BlockStore open() throws IOException {
    layers.graph().enter(upper, uri);
    try {
      return LeasedStore.of(layers.slot(uri).lease(owner, access), this::left);
    } catch (Throwable failure) {
      left();
      throw failure;
    }
  }

  private void left() {
    layers.graph().leave(upper, uri);
  }

  private VolumeInfo restrict(VolumeInfo info) {
    return access == LayerAccess.READ_ONLY ? info.with(info.capabilities().withReadOnly()) : info;
  }

  @Override
  public String toString() {
    return LayerName.shown(uri);
  }
}
