package io.sluice.gateway.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.scsi.OperationCode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * An initiator that reads all the time, some commands at once, and looks at everything: each block
 * says its own address, each command is answered once, and none with an error.
 */
final class LbaReader implements AutoCloseable {
  private static final int DEPTH = 16;
  private static final int BLOCK_SIZE = 512;
  private static final long PACE_NANOS = 100_000;

  private final LogicalUnit lun;
  private final int blocks;
  private final CompletableFuture<Long> end;
  private volatile boolean done;

  LbaReader(LogicalUnit lun, int blocks) {
    this.lun = lun;
    this.blocks = blocks;
    end = CompletableFuture.supplyAsync(this::read);
  }

  private long read() {
    ItNexus nexus = lun.attach("initiator", "target");
    nexus.execute(TestCmd.of(OperationCode.REQUEST_SENSE, 0, 0, 0, 18, 0).withDataIn(18));
    Queue<TestCmd> underWay = new ArrayDeque<>();
    long count = 0;
    while (!done || !underWay.isEmpty()) {
      if (!done) {
        int lba = (int) (count++ % blocks);
        TestCmd read =
            TestCmd.of(OperationCode.READ_10, 0, 0, 0, lba >> 8, lba & 0xff, 0, 0, 1, 0)
                .withDataIn(BLOCK_SIZE)
                .withDevice(lun);
        underWay.add(read);
        nexus.execute(read);
      }
      if (done || underWay.size() >= DEPTH) {
        check(underWay.remove());
        LockSupport.parkNanos(PACE_NANOS); // leaves the processor to what is tested
      }
    }
    return count;
  }

  private static void check(TestCmd read) {
    assertEquals(ScsiResponse.good(), read.response());
    assertEquals(1, read.responses().size());
    long lba = read.cdb().u16(4);
    assertEquals(lba, ByteBuffer.wrap(read.received()).getLong());
  }

  /** Ends it; throws where anything was wrong. */
  long stop() throws Exception {
    done = true;
    return end.get();
  }

  @Override
  public void close() {
    done = true;
  }
}
