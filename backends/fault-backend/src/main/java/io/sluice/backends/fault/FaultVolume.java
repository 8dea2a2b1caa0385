package io.sluice.backends.fault;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A volume as the one below, with faults. Tells the identity of the one below: it is that data. */
final class FaultVolume implements Volume {
  private final Volume below;
  private final FaultRules rules;
  private final long cache;
  private final AtomicReference<FaultStore> open = new AtomicReference<>();

  /**
   * @param cache bytes of a write cache that a power cut loses; 0 for none
   */
  FaultVolume(Volume below, FaultRules rules, long cache) {
    this.below = below;
    this.rules = rules;
    this.cache = cache;
  }

  FaultRules rules() {
    return rules;
  }

  /** The store that is open now. */
  Optional<FaultStore> store() {
    return Optional.ofNullable(open.get());
  }

  @Override
  public VolumeInfo probe() throws IOException {
    return seenThrough(below.probe());
  }

  /** What the one below tells, and what a cache takes from it. */
  VolumeInfo seenThrough(VolumeInfo info) {
    if (cache == 0) {
      return info;
    }
    Capabilities can = info.capabilities();
    Capabilities cached =
        Capabilities.builder()
            .readOnly(can.readOnly())
            .volatileContent(true)
            .writeCache(true)
            .discard(can.discardGranularity(), can.discardReadsZero())
            .rotational(can.rotational())
            .build();
    return info.with(cached.tightenedBy(can));
  }

  @Override
  public BlockStore open() throws IOException {
    FaultStore store = FaultStore.of(this, below.open(), cache);
    open.set(store);
    return store;
  }

  void closed(FaultStore store) {
    open.compareAndSet(store, null);
  }

  @Override
  public String toString() {
    return "FaultVolume(" + below + ")";
  }
}
