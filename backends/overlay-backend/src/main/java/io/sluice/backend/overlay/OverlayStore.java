package io.sluice.backend.overlay;

import io.sluice.backend.BlockStatus;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backend.layer.StoreReport;
import io.sluice.backend.layer.StoreReport.Figure;
import io.sluice.backend.layer.StoreReport.Unit;
import io.sluice.backend.qcow2.Qcow2Store;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** The image's store, with what is told of it put right. */
final class OverlayStore implements BlockStore, ReportingStore {
  private final Qcow2Store store;
  private final UnaryOperator<VolumeInfo> told;
  private final Runnable onClose;
  private volatile VolumeInfo info;

  /**
   * @param told what is told, made from what the image tells
   * @param onClose runs before it is closed
   */
  OverlayStore(Qcow2Store store, UnaryOperator<VolumeInfo> told, Runnable onClose) {
    this.store = store;
    this.told = told;
    this.onClose = onClose;
    info = told.apply(store.info());
  }

  @Override
  public VolumeInfo info() {
    return info;
  }

  @Override
  public void read(long offset, Segments into) throws IOException {
    store.read(offset, into);
  }

  @Override
  public void write(long offset, Segments from, int flags) throws IOException {
    store.write(offset, from, flags);
  }

  @Override
  public void flush() throws IOException {
    store.flush();
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    store.discard(offset, length);
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) throws IOException {
    store.writeZeroes(offset, length, flags);
  }

  @Override
  public BlockStatus status(long offset, long length) throws IOException {
    return store.status(offset, length);
  }

  @Override
  public void resize(long size) throws IOException {
    store.resize(size);
    info = told.apply(store.info());
  }

  @Override
  public StoreReport report() {
    return new StoreReport(
        "ONLINE",
        List.of(
            new Figure("overlay file", store.fileLength(), Unit.BYTES),
            new Figure("snapshots", store.snapshots().size(), Unit.COUNT)));
  }

  @Override
  public void close() throws IOException {
    onClose.run();
    store.close();
  }

  @Override
  public String toString() {
    return "OverlayStore(" + store + ")";
  }
}
