package io.sluice.backend.command;

import static io.sluice.backend.command.CommandTester.ALL;
import static io.sluice.backend.command.CommandTester.READ_ONLY;
import static io.sluice.backend.command.CommandTester.assertIllegal;
import static io.sluice.backend.command.CommandTester.assertInvalidFieldInCdb;
import static io.sluice.backend.command.CommandTester.assertSense;
import static io.sluice.backend.command.CommandTester.run;
import static io.sluice.backend.command.CommandTester.store;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.ArrayVolume;
import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.TestCmd;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CompareAndWriteCommandTest {
  private static TestCmd compareAndWrite(int byte1, int lba, int blocks) {
    return TestCmd.of(0x89, byte1, 0, 0, 0, 0, 0, 0, lba >>> 8, lba, 0, 0, 0, blocks, 0, 0);
  }

  private static TestCmd orWrite(int lba, int blocks) {
    return TestCmd.of(0x8B, 0, 0, 0, 0, 0, 0, 0, lba >>> 8, lba, 0, 0, blocks >>> 8, blocks, 0, 0);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void shouldWriteWhereItFindsWhatItExpects() throws IOException {
    ArrayStore store = store(20, 512, ALL);
    byte[] before = random(3 * 512);
    store.write(5 * 512, Segments.of(before), 0);
    byte[] data = Arrays.copyOf(before, 6 * 512);
    Arrays.fill(data, 3 * 512, 6 * 512, (byte) 9);
    assertEquals(ScsiResponse.good(), run(compareAndWrite(8, 5, 3).withDataOut(data), store));
    assertArrayEquals(
        Arrays.copyOfRange(data, 1536, 3072), Arrays.copyOfRange(store.content(), 2560, 4096));
    assertEquals("write 2560 1536 1", store.calls().get(2), "FUA");
  }

  @Test
  void shouldTellWhereItDiffers() throws IOException {
    ArrayStore store = store(20, 512, ALL);
    byte[] data = new byte[6 * 512];
    data[1000] = 1;
    ScsiResponse response = run(compareAndWrite(0, 5, 3).withDataOut(data), store);
    assertSense(SenseKey.MISCOMPARE, AdditionalSense.MISCOMPARE_DURING_VERIFY, response);
    assertEquals(1000, response.sense().information());
    assertArrayEquals(new byte[20 * 512], store.content());
  }

  @Test
  void shouldRefuseWhatCannotBe() throws IOException {
    ArrayStore store = store(20, 512, ALL);
    assertEquals(ScsiResponse.good(), run(compareAndWrite(0, 5, 0), store));
    assertInvalidFieldInCdb(1, 7, run(compareAndWrite(0x20, 5, 0), store));
    assertIllegal(
        AdditionalSense.LBA_OUT_OF_RANGE,
        run(compareAndWrite(0, 19, 2).withDataOut(new byte[2048]), store));
    for (int length : new int[] {512, 1536, 4096}) {
      assertInvalidFieldInCdb(
          13, -1, run(compareAndWrite(0, 0, 1).withDataOut(new byte[length]), store));
    }
    assertSense(
        SenseKey.DATA_PROTECT,
        AdditionalSense.WRITE_PROTECTED,
        run(compareAndWrite(0, 0, 1).withDataOut(new byte[1024]), store(20, 512, READ_ONLY)));
  }

  @Test
  void shouldOrBitsIntoWhatIsThere() throws IOException {
    ArrayStore store = store(1000, 512, ALL);
    byte[] before = random(700 * 512);
    store.write(0, Segments.of(before), 0);
    byte[] data = new byte[700 * 512];
    Arrays.fill(data, (byte) 0x5A);
    assertEquals(ScsiResponse.good(), run(orWrite(0, 700).withDataOut(data), store));
    for (int i = 0; i < data.length; i++) {
      before[i] |= 0x5A;
    }
    assertArrayEquals(before, Arrays.copyOf(store.content(), data.length));
    assertIllegal(
        AdditionalSense.LBA_OUT_OF_RANGE, run(orWrite(999, 2).withDataOut(new byte[1024]), store));
  }

  /** Counters in a block that many threads count up, each from what it has read. */
  @Test
  void shouldLoseNothingToOthers() throws Exception {
    BlockStoreCmdHandler handler =
        new BlockStoreCmdHandler(new ArrayVolume(new Geometry(4, 512, 512), ALL));
    handler.open();
    int threads = 4;
    int counts = 300;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> done = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      done.add(pool.submit(() -> countUp(handler, counts)));
    }
    for (Future<?> each : done) {
      each.get(60, TimeUnit.SECONDS);
    }
    pool.shutdown();
    assertEquals(threads * counts, read(handler));
    handler.close();
  }

  private static void countUp(BlockStoreCmdHandler handler, int counts) {
    for (int done = 0; done < counts; ) {
      int seen = read(handler);
      ByteBuffer data = ByteBuffer.allocate(1024).putInt(0, seen).putInt(512, seen + 1);
      TestCmd cmd = compareAndWrite(0, 0, 1).withDataOut(data.array());
      handler.handle(cmd);
      if (cmd.response().status() == ScsiStatus.GOOD) {
        done++;
      }
    }
  }

  private static int read(BlockStoreCmdHandler handler) {
    TestCmd cmd = TestCmd.of(0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0).withDataIn(512);
    handler.handle(cmd);
    return ByteBuffer.wrap(cmd.received()).getInt();
  }
}
