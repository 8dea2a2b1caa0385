package io.sluice.backend.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.ArrayVolume;
import io.sluice.backend.AtomicWrites;
import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.Capabilities;
import io.sluice.backend.CheckedVolume;
import io.sluice.backend.Geometry;
import io.sluice.backend.LaterVolume;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.property.Any;
import io.sluice.property.Property;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Any CDB with any data: one answer, no bug, no call outside of the store. */
class CommandFuzzTest {
  private static final List<CommandRow> KNOWN = CommandTable.DISK.rows();
  private static final Set<SenseKey> EXPECTED =
      Set.of(SenseKey.ILLEGAL_REQUEST, SenseKey.DATA_PROTECT, SenseKey.MISCOMPARE);
  private static final int[] BYTES = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 8, 0x10, 0x3F, 0x7F, 0x80, 0xFF
  };

  @Property(tries = 200)
  void shouldAnswerAnythingOnce(Any any) throws IOException {
    Random random = any.random();
    int blockSize = 512 << random.nextInt(4);
    ArrayVolume volume =
        new ArrayVolume(new Geometry(1 + random.nextInt(64), blockSize, blockSize), any(random));
    CheckedVolume border = new CheckedVolume(volume);
    BlockStoreCmdHandler handler =
        new BlockStoreCmdHandler(
            random.nextBoolean() ? border : new LaterVolume(border, Runnable::run));
    handler.open();
    int served = 0;
    for (int i = 0; i < 400; i++) {
      TestCmd cmd = randomCmd(random);
      byte[] before = volume.lastOpened().content();
      handler.handle(cmd);
      assertEquals(1, cmd.responses().size(), cmd::toString);
      check(cmd, volume.lastOpened(), before);
      served += cmd.response().status() == ScsiStatus.GOOD ? 1 : 0;
    }
    assertTrue(served > 20, "hardly anything was right: " + served);
    handler.close();
    border.requireKept();
  }

  private static void check(TestCmd cmd, ArrayStore store, byte[] before) {
    ScsiResponse response = cmd.response();
    assertTrue(response.residual() <= cmd.dataIn().length(), cmd::toString);
    if (response.status() == ScsiStatus.CHECK_CONDITION) {
      SenseKey key = response.sense().key();
      assertTrue(EXPECTED.contains(key), () -> cmd + " " + response);
      assertArrayEquals(before, store.content(), () -> "refused, but changed: " + cmd);
    } else {
      assertEquals(ScsiStatus.GOOD, response.status(), cmd::toString);
    }
    if (store.info().capabilities().readOnly()) {
      assertArrayEquals(before, store.content(), () -> "changed what is read-only: " + cmd);
    }
  }

  private static Capabilities any(Random random) {
    boolean discard = random.nextBoolean();
    Capabilities can =
        Capabilities.builder()
            .readOnly(random.nextInt(4) == 0)
            .volatileContent(random.nextBoolean())
            .writeCache(random.nextBoolean())
            .discard(discard ? 4096 : 0, random.nextBoolean())
            .rotational(random.nextBoolean())
            .optimalTransfer(random.nextBoolean() ? 65_536 : 0)
            .maximumTransfer(random.nextBoolean() ? 16_384 : 0)
            .build();
    return random.nextBoolean() ? can : can.with(new AtomicWrites(16_384, 4096, 4096));
  }

  private static TestCmd randomCmd(Random random) {
    byte[] cdb = new byte[random.nextInt(10) == 0 ? 1 + random.nextInt(40) : 16];
    for (int i = 1; i < cdb.length; i++) {
      cdb[i] = (byte) (random.nextInt(20) == 0 ? random.nextInt() : pick(BYTES, random));
    }
    byte[] usage = KNOWN.get(random.nextInt(KNOWN.size())).usageData();
    cdb[0] = (byte) (random.nextInt(10) == 0 ? random.nextInt() : usage[0]);
    if (random.nextInt(4) != 0) { // nothing that is reserved
      boolean hasServiceAction = CommandTable.DISK.row(new Cdb(usage)).hasServiceAction();
      for (int i = 1; i < Math.min(cdb.length, usage.length); i++) {
        cdb[i] = i == 1 && hasServiceAction ? usage[i] : (byte) (cdb[i] & usage[i]);
      }
    }
    TestCmd cmd = TestCmd.of(new Cdb(cdb));
    return switch (random.nextInt(3)) {
      case 0 -> cmd.withDataIn(length(random));
      case 1 -> cmd.withDataOut(data(random));
      default -> cmd.withDataIn(length(random)).withDataOut(data(random));
    };
  }

  private static int length(Random random) {
    return random.nextBoolean() ? 512 * random.nextInt(40) : random.nextInt(20_000);
  }

  private static byte[] data(Random random) {
    byte[] data = new byte[length(random)];
    for (int i = 0; i < Math.min(data.length, 64); i++) {
      data[i] = (byte) pick(BYTES, random);
    }
    return data;
  }

  private static int pick(int[] from, Random random) {
    return from[random.nextInt(from.length)];
  }
}
