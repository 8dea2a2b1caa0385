package io.sluice.backends.overlay;

import io.sluice.backend.ForwardingBlockStore;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backend.layer.StoreReport;
import io.sluice.backend.layer.StoreReport.Figure;
import io.sluice.backend.layer.StoreReport.Unit;
import io.sluice.backends.qcow2.Qcow2Store;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** The image's store, with what is told of it put right. */
final class OverlayStore extends ForwardingBlockStore implements ReportingStore {
  private final Qcow2Store image;
  private final UnaryOperator<VolumeInfo> told;
  private final Runnable onClose;

  /** What the image told last, and what is told instead. */
  private volatile Told last;

  private record Told(VolumeInfo image, VolumeInfo told) {}

  /**
   * @param told what is told, made from what the image tells
   * @param onClose runs before it is closed
   */
  OverlayStore(Qcow2Store store, UnaryOperator<VolumeInfo> told, Runnable onClose) {
    super(store);
    image = store;
    this.told = told;
    this.onClose = onClose;
    last = new Told(store.info(), told.apply(store.info()));
  }

  @Override
  public VolumeInfo info() {
    VolumeInfo now = image.info();
    Told known = last;
    if (!known.image().equals(now)) { // it has grown
      known = new Told(now, told.apply(now));
      last = known;
    }
    return known.told();
  }

  @Override
  public StoreReport report() {
    StoreReport ofImage = image.report();
    return new StoreReport(
        ofImage.state(),
        ofImage.notes(),
        List.of(
            new Figure("overlay file", image.fileLength(), Unit.BYTES),
            new Figure("snapshots", image.snapshots().size(), Unit.COUNT)));
  }

  @Override
  public void close() throws IOException {
    onClose.run();
    super.close();
  }

  @Override
  public String toString() {
    return "OverlayStore(" + image + ")";
  }
}
