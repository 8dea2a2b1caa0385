package io.sluice.backend.command;

import io.sluice.backend.AsyncBlockStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.WriteFlags;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.OperationCode;
import io.sluice.scsi.ScsiStatus;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * WRITE SAME (10) and (16) (SBC-3 5.43, 5.44): writes one block of data over a range. Zeroes are
 * passed to the store without data; with the UNMAP bit, by freeing the space.
 */
public final class WriteSameCommand {
  private static final int STEP = 256 << 10;
  private static final int UNMAP = 3;
  private static final int NDOB = 0;

  /** WRPROTECT, ANCHOR, and the obsolete PBDATA and LBDATA. */
  private static final int REFUSED = 0xF6;

  /** The command; no thread waits for it if the store answers later. */
  public static final AsyncStoreCommand COMMAND =
      AsyncStoreCommand.of(WriteSameCommand::respond, WriteSameCommand::begin);

  private WriteSameCommand() {}

  /** Writes the range. A number of blocks of 0 means all blocks from the address on (WSNZ is 0). */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    VolumeInfo info = store.info();
    ScsiResponse refusal = refuse(cmd, info);
    if (refusal != null) {
      return refusal;
    }
    long offset = offset(cmd, info);
    long length = length(cmd, info);
    byte[] block = block(cmd, info);
    if (!isZero(block)) {
      return replicate(cmd, store, block, offset, length);
    }
    if (length > 0) {
      store.writeZeroes(offset, length, zeroFlags(cmd));
    }
    return ScsiResponse.good(cmd.dataIn().length());
  }

  private static void begin(ScsiCmd cmd, AsyncBlockStore store, Consumer<ScsiResponse> answer) {
    VolumeInfo info = store.info();
    ScsiResponse refusal = refuse(cmd, info);
    if (refusal != null) {
      answer.accept(refusal);
      return;
    }
    long offset = offset(cmd, info);
    long length = length(cmd, info);
    byte[] block = block(cmd, info);
    if (!isZero(block)) {
      new Replication(cmd, store, pattern(block, length), offset, length, answer).begin();
    } else if (length > 0) {
      store.beginWriteZeroes(offset, length, zeroFlags(cmd), AnswerWhenDone.of(cmd, answer));
    } else {
      answer.accept(ScsiResponse.good(cmd.dataIn().length()));
    }
  }

  private static ScsiResponse refuse(ScsiCmd cmd, VolumeInfo info) {
    Cdb cdb = cmd.cdb();
    int refused = cdb.u8(1) & (isTen(cdb) ? REFUSED | 1 : REFUSED);
    if (refused != 0) {
      return ScsiResponse.invalidFieldInCdb(1, 31 - Integer.numberOfLeadingZeros(refused));
    }
    ScsiResponse refusal = BlockRange.refuseReadOnly(cmd, info);
    if (refusal != null) {
      return refusal;
    }
    if (cdb.bit(1, UNMAP) && !info.capabilities().discard()) {
      return ScsiResponse.invalidFieldInCdb(1, UNMAP);
    }
    refusal = BlockRange.refuse(info.geometry(), cdb.lba(), cdb.transferLength());
    if (refusal != null) {
      return refusal;
    }
    long blocks = blocks(cdb, info);
    if (blocks > UnitLimits.maximumWriteSame(info.geometry())) {
      return ScsiResponse.invalidFieldInCdb(BlockRange.transferLengthAt(cdb), -1);
    }
    if (hasData(cdb)) {
      refusal = BlockRange.refuseOtherLength(info.geometry().blockSize(), cmd.dataOut().length());
    }
    return refusal;
  }

  private static ScsiResponse replicate(
      ScsiCmd cmd, BlockStore store, byte[] block, long offset, long length) throws IOException {
    Segments data = pattern(block, length);
    for (long done = 0; done < length; done += STEP) {
      if (cmd.isAborted()) {
        return ScsiResponse.status(ScsiStatus.TASK_ABORTED);
      }
      store.write(offset + done, data.slice(0, Math.min(STEP, length - done)), 0);
    }
    return ScsiResponse.good(cmd.dataIn().length());
  }

  /** As many copies of the block as go into one write. */
  private static Segments pattern(byte[] block, long length) {
    byte[] pattern = new byte[(int) Math.min(length, STEP)];
    for (int at = 0; at < pattern.length; at += block.length) {
      System.arraycopy(block, 0, pattern, at, block.length);
    }
    return Segments.of(pattern);
  }

  /** Writes the pattern repeatedly, one write after another. */
  private static final class Replication extends StoreSteps {
    private final AsyncBlockStore store;
    private final Segments pattern;
    private final long end;
    private long at;

    Replication(
        ScsiCmd cmd,
        AsyncBlockStore store,
        Segments pattern,
        long offset,
        long length,
        Consumer<ScsiResponse> answer) {
      super(cmd, ScsiResponse.good(cmd.dataIn().length()), answer);
      this.store = store;
      this.pattern = pattern;
      at = offset;
      end = offset + length;
    }

    @Override
    boolean beginNext() {
      if (at == end) {
        return false;
      }
      long from = at;
      long length = Math.min(pattern.length(), end - from);
      at += length;
      store.beginWrite(from, pattern.slice(0, length), 0, this);
      return true;
    }
  }

  private static long offset(ScsiCmd cmd, VolumeInfo info) {
    return cmd.cdb().lba() * info.geometry().blockSize();
  }

  private static long length(ScsiCmd cmd, VolumeInfo info) {
    return blocks(cmd.cdb(), info) * info.geometry().blockSize();
  }

  /** A copy of the block to write, since the initiator may share the command's memory. */
  private static byte[] block(ScsiCmd cmd, VolumeInfo info) {
    byte[] block = new byte[info.geometry().blockSize()];
    if (hasData(cmd.cdb())) {
      cmd.dataOut().get(0, block, 0, block.length);
    }
    return block;
  }

  private static int zeroFlags(ScsiCmd cmd) {
    return cmd.cdb().bit(1, UNMAP) ? WriteFlags.MAY_DISCARD : 0;
  }

  private static long blocks(Cdb cdb, VolumeInfo info) {
    long blocks = cdb.transferLength();
    return blocks == 0 ? info.geometry().blocks() - cdb.lba() : blocks;
  }

  private static boolean hasData(Cdb cdb) {
    return isTen(cdb) || !cdb.bit(1, NDOB);
  }

  private static boolean isTen(Cdb cdb) {
    return cdb.opcode() == OperationCode.WRITE_SAME_10;
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
