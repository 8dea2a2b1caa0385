package io.sluice.backends.qcow2;

import io.sluice.backends.qcow2.L2Entry.State;
import java.util.ArrayList;
import java.util.List;

/** What goes into a new cluster beside the guest's data, and how its entry looks then. */
final class NewCluster {
  /** Guest bytes to be copied from what was there before. */
  record Gap(long from, long to) {}

  private final List<Gap> gaps = new ArrayList<>();
  private final Layout layout;
  private long bitmap;

  /**
   * @param old the entry up to now
   * @param cluster guest offset of the cluster
   * @param from guest offset of the first byte that is written
   * @param to of the first that is not
   */
  NewCluster(Layout layout, L2Entry old, long cluster, long from, long to) {
    this.layout = layout;
    bitmap = layout.extendedL2() && !old.isCompressed() ? old.bitmap() : 0;
    for (int i = 0; i < layout.subclusters(); i++) {
      long start = cluster + (long) i * layout.unitSize();
      long end = start + layout.unitSize();
      State state = old.state(layout, i);
      boolean written = from < end && to > start;
      if (written || state == State.DATA || state == State.COMPRESSED) {
        L2Entry with = new L2Entry(0, bitmap).withAllocated(i, i + 1);
        bitmap = with.bitmap();
        addGap(start, written ? Math.max(start, from) : end);
        addGap(written ? Math.min(end, to) : end, end);
      }
    }
  }

  private void addGap(long from, long to) {
    if (from < to) {
      gaps.add(new Gap(from, to));
    }
  }

  List<Gap> gaps() {
    return gaps;
  }

  L2Entry entry(long host) {
    return new L2Entry(host | L2Entry.COPIED, layout.extendedL2() ? bitmap : 0);
  }
}
