package io.sluice.gateway.osgi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.scsi.OperationCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * An initiator with some threads, each with blocks of its own, that writes and reads at random and
 * knows what each block must hold. Each command is answered once, and none with an error.
 */
final class VerifyingInitiator implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int BLOCK_SIZE = 512;
  private static final long PACE_NANOS = 100_000;

  private final LogicalUnit lun;
  private final ItNexus nexus;
  private final int blocksEach;
  private final List<CompletableFuture<Long>> ends = new ArrayList<>();
  private volatile boolean done;

  VerifyingInitiator(LogicalUnit lun, int blocks) {
    this.lun = lun;
    blocksEach = blocks / THREADS;
    nexus = lun.attach("initiator", "target");
    nexus.execute(TestCmd.of(OperationCode.REQUEST_SENSE, 0, 0, 0, 18, 0).withDataIn(18));
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      ends.add(CompletableFuture.supplyAsync(() -> run(thread)));
    }
  }

  private long run(int thread) {
    Random random = new Random(thread);
    byte[][] content = new byte[blocksEach][BLOCK_SIZE];
    long count = 0;
    for (; !done; count++) {
      LockSupport.parkNanos(PACE_NANOS); // leaves the processor to what is tested
      int block = random.nextInt(blocksEach);
      int lba = thread * blocksEach + block;
      if (random.nextBoolean()) {
        byte[] data = new byte[BLOCK_SIZE];
        Arrays.fill(data, (byte) random.nextInt());
        execute(command(OperationCode.WRITE_10, lba).withDataOut(data));
        content[block] = data;
      } else {
        TestCmd read = command(OperationCode.READ_10, lba).withDataIn(BLOCK_SIZE);
        execute(read);
        assertArrayEquals(content[block], read.received());
      }
    }
    return count;
  }

  private TestCmd command(int operationCode, int lba) {
    return TestCmd.of(operationCode, 0, 0, 0, lba >> 8, lba & 0xff, 0, 0, 1, 0).withDevice(lun);
  }

  private void execute(TestCmd command) {
    nexus.execute(command);
    assertEquals(ScsiResponse.good(), command.response());
    assertEquals(1, command.responses().size());
  }

  /** Ends it; throws where anything was wrong. */
  long stop() throws Exception {
    done = true;
    long count = 0;
    for (CompletableFuture<Long> end : ends) {
      count += end.get();
    }
    return count;
  }

  @Override
  public void close() {
    done = true;
  }
}
