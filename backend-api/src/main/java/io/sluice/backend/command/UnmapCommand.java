package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.ScsiStatus;
import java.io.IOException;
import java.util.function.Consumer;

/** UNMAP (SBC-3 5.28). A read-only volume refuses it like a write. */
public final class UnmapCommand {
  private static final int ANCHOR = 0;
  private static final int PARAMETER_LIST_LENGTH = 7;
  private static final int HEADER = 8;
  private static final int DESCRIPTOR = 16;

  /** The command; no thread waits for it if the store answers later. */
  public static final AsyncStoreCommand COMMAND =
      AsyncStoreCommand.of(UnmapCommand::respond, UnmapCommand::begin);

  private UnmapCommand() {}

  /** Checks all block descriptors, then discards each. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    VolumeInfo info = store.info();
    ScsiResponse answer = answerWithoutList(cmd, info);
    if (answer != null) {
      return answer;
    }
    ParameterList list = new ParameterList(cmd, length(cmd));
    ScsiResponse refusal = refuse(list, info.geometry());
    return refusal != null ? refusal : discard(cmd, store, list, info.geometry().blockSize());
  }

  private static void begin(ScsiCmd cmd, AsyncBlockStore store, Consumer<ScsiResponse> answer) {
    VolumeInfo info = store.info();
    ScsiResponse now = answerWithoutList(cmd, info);
    if (now != null) {
      answer.accept(now);
      return;
    }
    ParameterList list = new ParameterList(cmd, length(cmd));
    ScsiResponse refusal = refuse(list, info.geometry());
    if (refusal != null) {
      answer.accept(refusal);
    } else {
      new Discards(cmd, store, list, answer).begin();
    }
  }

  /**
   * The refusal for anything but the list's content, or GOOD if the list is empty; null if there is
   * a list to process.
   */
  private static ScsiResponse answerWithoutList(ScsiCmd cmd, VolumeInfo info) {
    if (!info.capabilities().discard() && !info.capabilities().readOnly()) {
      return ScsiResponse.notHandled();
    }
    if (cmd.cdb().bit(1, ANCHOR)) {
      return ScsiResponse.invalidFieldInCdb(1, ANCHOR);
    }
    int length = length(cmd);
    if (length == 0) {
      return ScsiResponse.good(cmd.dataIn().length());
    }
    ScsiResponse refusal = BlockRange.refuseReadOnly(cmd, info);
    return refusal != null ? refusal : BlockRange.refuseShortBuffer(length, cmd.dataOut().length());
  }

  private static int length(ScsiCmd cmd) {
    return cmd.cdb().u16(PARAMETER_LIST_LENGTH);
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

  /** Discards the ranges of a list, one after another. */
  private static final class Discards extends StoreSteps {
    private final AsyncBlockStore store;
    private final ParameterList list;
    private final long blockSize;
    private int next;

    Discards(
        ScsiCmd cmd, AsyncBlockStore store, ParameterList list, Consumer<ScsiResponse> answer) {
      super(cmd, ScsiResponse.good(cmd.dataIn().length()), answer);
      this.store = store;
      this.list = list;
      blockSize = store.info().geometry().blockSize();
    }

    @Override
    boolean beginNext() {
      int count = descriptorBytes(list) / DESCRIPTOR;
      while (next < count && blocks(list, next) == 0) {
        next++;
      }
      if (next == count) {
        return false;
      }
      int range = next++;
      store.beginDiscard(lba(list, range) * blockSize, blocks(list, range) * blockSize, this);
      return true;
    }
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
