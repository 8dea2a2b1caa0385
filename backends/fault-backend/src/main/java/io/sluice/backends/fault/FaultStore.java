package io.sluice.backends.fault;

import io.sluice.backend.BlockStatus;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ForwardingBlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backend.layer.StoreReport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Passes everything on to the store below, but for what its rules let go wrong. */
final class FaultStore extends ForwardingBlockStore implements ReportingStore {
  private final FaultVolume volume;
  private final Optional<WriteCache> cache;
  private final int blockSize;
  private volatile boolean hasPower = true;

  /**
   * @param capacity of the write cache in bytes; 0 for none
   */
  FaultStore(FaultVolume volume, BlockStore below, long capacity) {
    this(
        volume,
        below,
        capacity == 0 ? Optional.empty() : Optional.of(new WriteCache(below, capacity)));
  }

  private FaultStore(FaultVolume volume, BlockStore below, Optional<WriteCache> cache) {
    super(cache.isPresent() ? cache.get() : below); // what rules do not touch
    this.volume = volume;
    this.cache = cache;
    blockSize = below.info().geometry().blockSize();
  }

  private List<FaultStrike> begin(Operation operation, long offset, long length)
      throws StoreException {
    requirePower();
    BlockSpan blocks =
        length == 0
            ? BlockSpan.ALL
            : new BlockSpan(offset / blockSize, (offset + length) / blockSize - 1);
    List<FaultStrike> strikes = volume.rules().strikes(operation, blocks);
    for (FaultStrike strike : strikes) {
      strike.begin(operation);
    }
    requirePower();
    return strikes;
  }

  private void requirePower() throws StoreException {
    if (!hasPower) {
      throw StoreException.notReady("the power was cut; fault:poweron gives it back", null);
    }
  }

  @Override
  public StoreReport report() {
    return hasPower
        ? StoreReport.ONLINE
        : new StoreReport("DARK: the power was cut; fault:poweron gives it back", List.of());
  }

  @Override
  public VolumeInfo info() {
    return volume.seenThrough(super.info());
  }

  @Override
  public void read(long offset, Segments into) throws IOException {
    List<FaultStrike> strikes = begin(Operation.READ, offset, into.length());
    super.read(offset, into);
    for (FaultStrike strike : strikes) {
      if (strike.corrupts()) {
        strike.corrupt(into, blockSize);
      }
    }
  }

  @Override
  public void write(long offset, Segments from, int flags) throws IOException {
    Segments data = from;
    for (FaultStrike strike : begin(Operation.WRITE, offset, from.length())) {
      if (strike.corrupts()) {
        data = data == from ? copy(from) : data; // what the initiator sent is not ours to change
        strike.corrupt(data, blockSize);
      }
    }
    super.write(offset, data, flags);
  }

  private static Segments copy(Segments data) {
    byte[] bytes = new byte[(int) data.length()];
    data.get(0, bytes, 0, bytes.length);
    return Segments.of(bytes);
  }

  @Override
  public void flush() throws IOException {
    begin(Operation.FLUSH, 0, 0);
    super.flush();
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    begin(Operation.DISCARD, offset, length);
    super.discard(offset, length);
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) throws IOException {
    begin(Operation.WRITE, offset, length);
    super.writeZeroes(offset, length, flags);
  }

  @Override
  public BlockStatus status(long offset, long length) throws IOException {
    requirePower();
    return super.status(offset, length);
  }

  @Override
  public void resize(long size) throws IOException {
    requirePower();
    super.resize(size);
  }

  /**
   * From now on nothing works, and what was written and not flushed is lost in part.
   *
   * @return how many blocks were lost
   */
  int cutPower(Random chance) throws IOException {
    hasPower = false;
    return cache.isPresent() ? cache.get().cutPower(chance) : 0;
  }

  boolean hasPower() {
    return hasPower;
  }

  void givePower() {
    hasPower = true;
  }

  @Override
  public void close() throws IOException {
    volume.closed(this);
    super.close();
  }
}
