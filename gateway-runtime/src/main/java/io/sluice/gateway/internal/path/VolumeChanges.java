package io.sluice.gateway.internal.path;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What initiators have to be told when another volume stands behind a logical unit. */
public final class VolumeChanges {
  private VolumeChanges() {}

  /**
   * The unit attention conditions for a change, in the order in which they are reported: the
   * content first, since what follows is moot to who gives up on that.
   */
  static List<AdditionalSense> conditions(VolumeInfo before, VolumeInfo after) {
    List<AdditionalSense> conditions = new ArrayList<>();
    if (!before.identity().equals(after.identity())) {
      conditions.add(AdditionalSense.MEDIUM_MAY_HAVE_CHANGED);
    }
    if (before.geometry().size() != after.geometry().size()
        || before.geometry().blockSize() != after.geometry().blockSize()) {
      conditions.add(AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    }
    if (before.capabilities().readOnly() != after.capabilities().readOnly()
        || before.capabilities().writeCache() != after.capabilities().writeCache()) {
      conditions.add(AdditionalSense.MODE_PARAMETERS_CHANGED);
    }
    if (!vpd(before).equals(vpd(after))) {
      conditions.add(AdditionalSense.INQUIRY_DATA_HAS_CHANGED);
    }
    return conditions;
  }

  /** All that VPD pages tell, and nothing else. */
  private static List<Object> vpd(VolumeInfo info) {
    Capabilities can = info.capabilities();
    return List.of(
        info.geometry().physicalBlockSize(),
        can.discard(),
        can.discardReadsZero(),
        can.rotational(),
        can.discardGranularity(),
        can.optimalTransfer(),
        can.maximumTransfer(),
        can.atomicWrites());
  }

  /**
   * Why a volume can't stand in for the one before it; empty when it can. Initiators count in
   * blocks and never ask again how long one is: another block size would move all their data. On a
   * smaller volume, the end of what they wrote is not there.
   *
   * @param force also when it is smaller
   */
  public static Optional<String> incompatibility(
      VolumeInfo before, VolumeInfo after, boolean force) {
    Geometry was = before.geometry();
    Geometry is = after.geometry();
    if (was.blockSize() != is.blockSize()) {
      return Optional.of(
          "%s has blocks of %d bytes, and initiators were told %d; lun:remove comes before that"
              .formatted(after.identity(), is.blockSize(), was.blockSize()));
    }
    if (is.blocks() < was.blocks() && !force) {
      return Optional.of(
          "%s has %d blocks, and initiators were told %d; lun:bind --force does it all the same"
              .formatted(after.identity(), is.blocks(), was.blocks()));
    }
    return Optional.empty();
  }
}
