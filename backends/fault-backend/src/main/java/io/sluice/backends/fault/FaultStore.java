package io.sluice.backends.fault;

import io.sluice.backend.AsyncBlockStore;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Passes everything on to the store below, but for what its rules let go wrong. */
class FaultStore extends ForwardingBlockStore implements ReportingStore {
  private final FaultVolume volume;
  private final Optional<WriteCache> cache;
  private final int blockSize;
  private volatile boolean hasPower = true;

  /**
   * One that answers later where the one below does, and no cache is between them.
   *
   * @param capacity of the write cache in bytes; 0 for none
   */
  static FaultStore of(FaultVolume volume, BlockStore below, long capacity) {
    if (capacity > 0) {
      return new FaultStore(volume, below, Optional.of(new WriteCache(below, capacity)));
    }
    return below instanceof AsyncBlockStore async
        ? new AsyncFaultStore(volume, async)
        : new FaultStore(volume, below, Optional.empty());
  }

  FaultStore(FaultVolume volume, BlockStore below, Optional<WriteCache> cache) {
    super(cache.isPresent() ? cache.get() : below); // what rules do not touch
    this.volume = volume;
    this.cache = cache;
    blockSize = below.info().geometry().blockSize();
  }

  /** The rules that strike. Returns when the operation may go on. */
  private List<FaultStrike> begin(Operation operation, long offset, long length)
      throws StoreException {
    requirePower();
    List<FaultStrike> strikes = strikes(operation, offset, length);
    for (FaultStrike strike : strikes) {
      await(strike.before(operation));
    }
    requirePower();
    return strikes;
  }

  /** However often it is interrupted: the operation has to go on as told. */
  private static void await(CompletableFuture<Void> before) throws StoreException {
    try {
      before.join(); // returns to no interruption, which stays set
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException told) {
        throw told;
      }
      throw e;
    }
  }

  final List<FaultStrike> strikes(Operation operation, long offset, long length) {
    BlockSpan blocks =
        length == 0
            ? BlockSpan.ALL
            : new BlockSpan(offset / blockSize, (offset + length) / blockSize - 1);
    return volume.rules().strikes(operation, blocks);
  }

  final void requirePower() throws StoreException {
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
    corruptRead(strikes, into);
  }

  final void corruptRead(List<FaultStrike> strikes, Segments into) {
    for (FaultStrike strike : strikes) {
      if (strike.corrupts()) {
        strike.corrupt(into, blockSize);
      }
    }
  }

  @Override
  public void write(long offset, Segments from, int flags) throws IOException {
    List<FaultStrike> strikes = begin(Operation.WRITE, offset, from.length());
    super.write(offset, corruptWrite(strikes, from), flags);
  }

  /** What to store in place of it. */
  final Segments corruptWrite(List<FaultStrike> strikes, Segments from) {
    Segments data = from;
    for (FaultStrike strike : strikes) {
      if (strike.corrupts()) {
        data = data == from ? copy(from) : data; // what the initiator sent is not ours to change
        strike.corrupt(data, blockSize);
      }
    }
    return data;
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
