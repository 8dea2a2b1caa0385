package io.sluice.iscsi.internal.session;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.VolumeInfo;
import io.sluice.iscsi.internal.RamVolume;
import io.sluice.iscsi.internal.access.AddressGroup;
import io.sluice.iscsi.internal.memory.BufferPool;
import io.sluice.iscsi.internal.memory.TransferBuffer;
import io.sluice.iscsi.internal.memory.TransferMemory;
import io.sluice.scsi.Cdb;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * Prints what it costs to take a command's memory, to have a store fill it, and to give it back:
 * where buffers stay with one disk of one session, and where each goes to another one. The store
 * does nothing. See {@code system-tests/benchmark/buffers.sh}.
 */
final class BufferCost {
  private static final int MIB = 1 << 20;
  private static final int ROUNDS = 5;
  private static final Nothing STORE = new Nothing(new RamVolume(4096, 512).probe());

  private BufferCost() {}

  public static void main(String[] args) throws IOException {
    BufferPool pool = new BufferPool(128L * MIB);
    pool.memory().divide(32 * MIB, 256);
    TransferMemory.Share share = pool.memory().open(new AddressGroup("here"));
    for (int round = 0; round < ROUNDS; round++) {
      for (int size : new int[] {4 << 10, 256 << 10}) {
        for (int owners = 1; owners <= 2; owners++) {
          long nanos = measure(pool, share, size, owners);
          if (round == ROUNDS - 1) {
            System.out.printf(
                "%d KiB, %s: %d ns%n", size >> 10, owners == 1 ? "stays" : "goes on", nanos);
          }
        }
      }
    }
  }

  private static long measure(BufferPool pool, TransferMemory.Share share, int size, int owners)
      throws IOException {
    int count = size > MIB / 8 ? 50_000 : 1_000_000;
    Cdb cdb = new Cdb(new byte[6]);
    long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < count; i++) {
      TransferBuffer buffer = TransferBuffer.take(pool, share, size, size, 1 + i % owners);
      Transfer transfer = new Transfer(buffer, null, size, size);
      new IscsiCmd(null, null, null, cdb, transfer).fill(STORE, 0, size);
      transfer.release();
    }
    return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) / count;
  }

  private record Nothing(VolumeInfo info) implements BlockStore {
    @Override
    public void read(long offset, Segments into) {}

    @Override
    public void write(long offset, Segments from, int flags) {}

    @Override
    public void flush() {}

    @Override
    public void discard(long offset, long length) {}

    @Override
    public void writeZeroes(long offset, long length, int flags) {}

    @Override
    public void close() {}
  }
}
