package io.sluice.gateway.internal.copy;

import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;
import java.util.Optional;

/**
 * A copy source or destination, found.
 *
 * @param at where the parameter list names it; {@link CopyAborted#NOWHERE} for the logical unit
 *     that the command was sent to
 */
record CopyEnd(CopyNexus nexus, VolumeInfo volume, int at) {
  /** Past type and padding, the block length of a CSCD descriptor. */
  private static final int DISK_BLOCK_LENGTH = 29;

  /**
   * Finds what a CSCD descriptor ID stands for, among the units that the initiator sees.
   *
   * @param from the nexus that the command came over
   * @param idAt where the ID stands in the parameter list
   */
  static CopyEnd find(CopyNexus from, CopyParameterList list, int id, int idAt) throws CopyAborted {
    if (id == CopyLimits.COPY_MANAGER_CSCD_ID) {
      return new CopyEnd(from, volume(from, CopyAborted.NOWHERE), CopyAborted.NOWHERE);
    }
    if (id >= list.cscds().size()) {
      throw new CopyAborted(AdditionalSense.UNREACHABLE_COPY_TARGET, idAt);
    }
    CscdDescriptor cscd = list.cscds().get(id);
    CopyNexus nexus = cscd.names(from.unit()) ? from : from.peer(cscd::names);
    if (nexus == null) {
      throw new CopyAborted(AdditionalSense.UNREACHABLE_COPY_TARGET, cscd.at());
    }
    if (cscd.deviceType() != 0) {
      throw new CopyAborted(AdditionalSense.INCORRECT_COPY_TARGET_DEVICE_TYPE, cscd.at());
    }
    VolumeInfo volume = volume(nexus, cscd.at());
    if (cscd.blockLength() != volume.geometry().blockSize()) {
      throw new CopyAborted(
          AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST, cscd.at() + DISK_BLOCK_LENGTH);
    }
    return new CopyEnd(nexus, volume, cscd.at());
  }

  private static VolumeInfo volume(CopyNexus nexus, int at) throws CopyAborted {
    Optional<VolumeInfo> volume = nexus.volume();
    if (volume.isEmpty()) {
      throw new CopyAborted(AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE, at);
    }
    return volume.get();
  }

  int blockSize() {
    return volume.geometry().blockSize();
  }

  /** Bytes of one command, at the most; a multiple of {@code unit}. */
  int step(int unit) {
    int most = volume.capabilities().maximumTransfer();
    int step = most == 0 ? CopyLimits.STEP : Math.min(most, CopyLimits.STEP);
    return Math.max(unit, step - step % unit);
  }

  /**
   * Checks a range.
   *
   * @param lbaAt where its first address stands in the parameter list
   */
  void require(long lba, long blocks, int lbaAt) throws CopyAborted {
    long capacity = volume.geometry().blocks();
    if (Long.compareUnsigned(lba, capacity) > 0 || blocks > capacity - lba) {
      throw new CopyAborted(AdditionalSense.NONE, lbaAt);
    }
  }
}
