package io.sluice.backend.command;

import io.sluice.backend.BlockStatus;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiResponse;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.ByteBuffer;

/** GET LBA STATUS (SBC-3 5.4): runs of blocks that are mapped or deallocated. */
public final class GetLbaStatusCommand {
  private static final int HEADER = 8;
  private static final int DESCRIPTOR = 16;
  private static final long MOST_BLOCKS = 0xFFFFFFFFL;

  /** Bounds the time and the memory of one command; an initiator continues where it ended. */
  private static final int MOST_DESCRIPTORS = 256;

  private static final int MOST_QUESTIONS = 4096;
  private static final int MAPPED = 0;
  private static final int DEALLOCATED = 1;

  private GetLbaStatusCommand() {}

  /** Reports as many runs, from the address on, as fit; at least one. */
  public static ScsiResponse respond(ScsiCmd cmd, BlockStore store) throws IOException {
    long lba = cmd.cdb().lba();
    if (Long.compareUnsigned(lba, store.info().geometry().blocks()) >= 0) {
      return ScsiResponse.checkCondition(
          SenseKey.ILLEGAL_REQUEST, AdditionalSense.LBA_OUT_OF_RANGE);
    }
    long room = Math.max(HEADER + DESCRIPTOR, cmd.cdb().transferLength());
    int most = (int) Math.min(MOST_DESCRIPTORS, (room - HEADER) / DESCRIPTOR);
    ByteBuffer list = ByteBuffer.allocate(HEADER + most * DESCRIPTOR).position(HEADER);
    describe(store, lba, list);
    list.putInt(0, list.position() - 4).flip();
    byte[] data = new byte[list.limit()];
    list.get(0, data);
    return cmd.answer(data, cmd.cdb().transferLength());
  }

  private static void describe(BlockStore store, long begin, ByteBuffer list) throws IOException {
    Geometry geometry = store.info().geometry();
    int blockSize = geometry.blockSize();
    long lba = begin;
    long runBegin = begin;
    boolean runMapped = false;
    for (int i = 0; i < MOST_QUESTIONS && lba < geometry.blocks(); i++) {
      long left = Math.min(geometry.blocks() - lba, MOST_BLOCKS);
      BlockStatus status = store.status(lba * blockSize, left * blockSize);
      long blocks = Math.max(1, status.length() / blockSize);
      boolean goesOn = status.allocated() == runMapped && lba + blocks - runBegin <= MOST_BLOCKS;
      if (lba > runBegin && !goesOn) {
        put(list, runBegin, lba, runMapped);
        runBegin = lba;
        if (!list.hasRemaining()) {
          return;
        }
      }
      runMapped = status.allocated();
      lba += blocks;
    }
    put(list, runBegin, lba, runMapped);
  }

  private static void put(ByteBuffer list, long from, long to, boolean mapped) {
    list.putLong(from).putInt((int) (to - from));
    list.put((byte) (mapped ? MAPPED : DEALLOCATED)).put((byte) 0).putShort((short) 0);
  }
}
