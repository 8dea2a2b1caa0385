package io.sluice.backend.command;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.ScsiStatus;
import java.io.IOException;

/** UNMAP (SBC-3 5.28). A volume that is read-only refuses it as it refuses writes. */
public final class UnmapCommand {
  private static final int ANCHOR = 0;
  private static final int PARAMETER_LIST_LENGTH = 7;
  private static final int HEADER = 8;
  private static final int DESCRIPTOR = 16;

  private UnmapCommand() {}

  /** Checks all block descriptors, then discards each. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    VolumeInfo info = store.info();
    if (!info.capabilities().discard() && !info.capabilities().readOnly()) {
      return ScsiResponse.notHandled();
    }
    if (cmd.cdb().bit(1, ANCHOR)) {
      return ScsiResponse.invalidFieldInCdb(1, ANCHOR);
    }
    int length = cmd.cdb().u16(PARAMETER_LIST_LENGTH);
    if (length == 0) {
      return ScsiResponse.good(cmd.dataIn().length());
    }
    ScsiResponse refusal = BlockRange.refuseReadOnly(cmd, info);
    if (refusal == null) {
      refusal = BlockRange.refuseShortBuffer(length, cmd.dataOut().length());
    }
    if (refusal != null) {
      return refusal;
    }
    ParameterList list = new ParameterList(cmd, length);
    refusal = refuse(list, info.geometry());
    return refusal != null ? refusal : discard(cmd, store, list, info.geometry().blockSize());
  }

  private static ScsiResponse refuse(ParameterList list, Geometry geometry) {
    if (list.length() < HEADER || HEADER + descriptorBytes(list) > list.length()) {
      return ParameterList.lengthError();
    }
    int count = descriptorBytes(list) / DESCRIPTOR;
    if (count > UnitLimits.UNMAP_DESCRIPTORS) {
      return ParameterList.invalidField(2, -1);
    }
    long total = 0;
    for (int i = 0; i < count; i++) {
      ScsiResponse refusal = BlockRange.refuse(geometry, lba(list, i), blocks(list, i));
      if (refusal != null) {
        return refusal;
      }
      total += blocks(list, i);
      if (total > UnitLimits.maximumUnmap(geometry)) {
        return ParameterList.invalidField(HEADER + i * DESCRIPTOR + 8, -1);
      }
    }
    return null;
  }

  private static ScsiResponse discard(
      ScsiCmd cmd, BlockStore store, ParameterList list, long blockSize) throws IOException {
    int count = descriptorBytes(list) / DESCRIPTOR;
    for (int i = 0; i < count; i++) {
      if (cmd.isAborted()) {
        return ScsiResponse.status(ScsiStatus.TASK_ABORTED);
      }
      if (blocks(list, i) > 0) {
        store.discard(lba(list, i) * blockSize, blocks(list, i) * blockSize);
      }
    }
    return ScsiResponse.good(cmd.dataIn().length());
  }

  private static int descriptorBytes(ParameterList list) {
    return list.u16(2);
  }

  private static long lba(ParameterList list, int i) {
    return list.u64(HEADER + i * DESCRIPTOR);
  }

  private static long blocks(ParameterList list, int i) {
    return list.u32(HEADER + i * DESCRIPTOR + 8);
  }
}
