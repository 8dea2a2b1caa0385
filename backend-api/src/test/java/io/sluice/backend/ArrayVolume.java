package io.sluice.backend;

/** A volume over an array: what a store wrote is there for the next. */
public final class ArrayVolume implements Volume {
  private final Geometry geometry;
  private final Capabilities capabilities;
  private volatile ArrayStore last;

  public ArrayVolume(Geometry geometry, Capabilities capabilities) {
    this.geometry = geometry;
    this.capabilities = capabilities;
  }

  @Override
  public VolumeInfo probe() {
    ArrayStore store = last;
    return store != null ? store.info() : new VolumeInfo(geometry, capabilities, "array");
  }

  @Override
  public BlockStore open() {
    ArrayStore before = last;
    ArrayStore store =
        before == null
            ? new ArrayStore(geometry, capabilities)
            : new ArrayStore(before.content(), geometry.blockSize(), capabilities);
    last = store;
    return store;
  }

  /** The store that was opened last, or null. */
  public ArrayStore lastOpened() {
    return last;
  }
}
