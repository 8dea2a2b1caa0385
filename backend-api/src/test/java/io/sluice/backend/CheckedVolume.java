package io.sluice.backend;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A volume whose stores are looked at on the border: whoever calls them, and they themselves, keep
 * to the contract of {@link BlockStore}. Put it between two layers, and {@link #requireKept} at the
 * end: a violation fails the call, which the layer above may swallow.
 */
public final class CheckedVolume implements Volume {
  private final Volume volume;
  private final List<String> violations = new CopyOnWriteArrayList<>();

  public CheckedVolume(Volume volume) {
    this.volume = volume;
  }

  @Override
  public VolumeInfo probe() throws IOException {
    return volume.probe();
  }

  @Override
  public BlockStore open() throws IOException {
    return CheckedStore.of(volume.open(), violations::add);
  }

  @Override
  public String toString() {
    return volume.toString();
  }

  /** What was against the contract by now. */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  /** Fails where anything was against the contract. */
  public void requireKept() {
    if (!violations.isEmpty()) {
      throw new AssertionError(this + ": " + String.join("\n", violations));
    }
  }
}
