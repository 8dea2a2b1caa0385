package io.sluice.gateway.internal;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.Geometry;
import io.sluice.backend.RecordingVolume;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.internal.binding.BindingState;
import io.sluice.gateway.internal.binding.Candidate;
import io.sluice.gateway.internal.binding.Candidates;
import io.sluice.gateway.internal.binding.SwapRecord;
import io.sluice.gateway.internal.binding.SwapResult;
import io.sluice.scsi.OperationCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;

/**
 * Random writes, some with FUA, with flushes and swaps between them, by one initiator that waits
 * for each. After each answer: what the death of the process would leave is all that was
 * acknowledged; what the machine's would leave, all that was flushed or written with FUA.
 */
class DurabilityTest {
  private static final int BLOCKS = 64;
  private static final int BLOCK = 512;
  private static final int STEPS = 1_000;
  private static final int FUA = 0x08;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Candidates candidates = new Candidates();
  private final RecordingVolume volume = new RecordingVolume(new Geometry(BLOCKS, BLOCK, BLOCK));
  private final byte[] acknowledged = new byte[BLOCKS];
  private final byte[] durable = new byte[BLOCKS];
  private Lun lun;
  private ItNexus nexus;

  @BeforeEach
  void makeLun() throws ConfigException {
    lun = new Lun(Commands.config(), candidates, new IoThreads(), timer, LunState.of("disk", null));
    nexus = Commands.attach(lun, "initiator");
    lun.control().start();
    put("disk", 1);
    put("other", 2);
    lun.control().candidatesChanged();
    await().atMost(PATIENCE).until(() -> lun.control().status().state() == BindingState.SERVING);
  }

  private void put(String name, long id) {
    candidates.put(
        new Candidate(
            new BlockStoreCmdHandler(volume),
            id,
            id,
            name,
            "test",
            Version.emptyVersion,
            0,
            "",
            ""));
  }

  @AfterEach
  void stop() throws InterruptedException {
    lun.control().beginStop();
    lun.control().awaitStopped();
    lun.shut();
    timer.shutdownNow();
  }

  @Test
  void shouldLoseNothingThatItHasAcknowledged() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      int block = random.nextInt(BLOCKS);
      byte fill = (byte) (1 + random.nextInt(255));
      switch (random.nextInt(20)) {
        case 0 -> flush();
        case 1 -> swap(lun.control().bind(random.nextBoolean() ? "disk" : "other", "test", false));
        case 2 -> swap(lun.control().reopen("test", false));
        case 3, 4, 5 -> write(block, fill, FUA);
        default -> write(block, fill, 0);
      }
      String when = "step " + step + ", seed " + seed;
      byte[] killed = volume.afterKill();
      byte[] cut = volume.afterPowerCut();
      for (int i = 0; i < BLOCKS; i++) {
        assertEquals(acknowledged[i], killed[i * BLOCK], when);
        assertEquals(durable[i], cut[i * BLOCK], when);
      }
    }
  }

  private void write(int block, byte fill, int flags) {
    byte[] data = new byte[BLOCK];
    Arrays.fill(data, fill);
    execute(
        TestCmd.of(OperationCode.WRITE_10, flags, 0, 0, 0, block, 0, 0, 1, 0).withDataOut(data));
    acknowledged[block] = fill;
    if (flags == FUA) {
      durable[block] = fill;
    }
  }

  private void flush() {
    execute(TestCmd.of(OperationCode.SYNCHRONIZE_CACHE_10, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    System.arraycopy(acknowledged, 0, durable, 0, BLOCKS);
  }

  private void execute(TestCmd cmd) {
    TestCmd mine = cmd.withDevice(lun);
    nexus.execute(mine);
    assertEquals(ScsiResponse.good(), mine.response());
  }

  /** What a handler has is flushed before another takes over, unless it stays. */
  private void swap(CompletableFuture<SwapRecord> ordered) throws Exception {
    SwapRecord record = ordered.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertEquals(SwapResult.SWAPPED, record.result());
    if (record.millis() > 0) {
      System.arraycopy(acknowledged, 0, durable, 0, BLOCKS);
    }
  }
}
