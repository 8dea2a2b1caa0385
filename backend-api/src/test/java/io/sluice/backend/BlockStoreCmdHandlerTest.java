package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.command.CommandTable;
import io.sluice.scsi.Cdb;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockStoreCmdHandlerTest extends ScsiCmdHandlerContractTest {
  private static final Geometry GEOMETRY = new Geometry(1000, 512, 512);

  private final CheckedVolume volume =
      new CheckedVolume(new ArrayVolume(GEOMETRY, ArrayStore.allCapabilities(512)));
  private final BlockStoreCmdHandler handler = new BlockStoreCmdHandler(volume);

  @Override
  protected ScsiCmdHandler newHandler() {
    return new BlockStoreCmdHandler(new ArrayVolume(GEOMETRY, ArrayStore.allCapabilities(512)));
  }

  private ScsiResponse run(TestCmd cmd) {
    handler.handle(cmd);
    assertEquals(1, cmd.responses().size());
    return cmd.response();
  }

  private static TestCmd read(int lba, int blocks) {
    return TestCmd.of(0x28, 0, 0, 0, lba >>> 8, lba, 0, 0, blocks, 0).withDataIn(blocks * 512);
  }

  @Test
  void shouldServeItsStore() throws IOException {
    handler.open();
    byte[] data = new byte[1024];
    data[700] = 42;
    TestCmd write = TestCmd.of(0x2A, 0, 0, 0, 0, 3, 0, 0, 2, 0).withDataOut(data);
    assertEquals(ScsiResponse.good(), run(write));
    TestCmd read = read(3, 2);
    assertEquals(ScsiResponse.good(), run(read));
    assertArrayEquals(data, read.received());
    handler.close();
    volume.requireKept();
  }

  @Test
  void shouldKnowWhatItDoesNotKnow() throws IOException {
    handler.open();
    for (int opcode : new int[] {0x01, 0x5E, 0x7F, 0xA0, 0xC0, 0xFF}) {
      ScsiResponse response = run(TestCmd.of(opcode, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
      assertEquals(ScsiResponse.notHandled(), response);
    }
    ScsiResponse response = run(TestCmd.of(0x9E, 0x1F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    assertEquals(ScsiResponse.invalidFieldInCdb(1, 4), response);
    handler.close();
  }

  @Test
  void shouldAnswerInquiryAndRequestSenseWhileItIsNotOpen() {
    TestCmd inquiry = TestCmd.of(0x12, 0, 0, 0, 36, 0).withDataIn(36);
    assertEquals(ScsiResponse.good(), run(inquiry));
    TestCmd sense = TestCmd.of(0x03, 0, 0, 0, 18, 0).withDataIn(18);
    assertEquals(ScsiResponse.good(), run(sense));
    assertEquals(SenseKey.NOT_READY.code(), sense.received()[2]);
    assertEquals(SenseKey.NOT_READY, run(TestCmd.of(0, 0, 0, 0, 0, 0)).sense().key());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x08, 0x0A, 0x28, 0x2A, 0x2F, 0x35, 0x41, 0x42, 0x88, 0x8A, 0x8F, 0x91, 0x93, 0xA8, 0xAA
      })
  void shouldBlockForTheMedium(int opcode) {
    assertTrue(handler.mayBlock(TestCmd.of(opcode, 0, 0, 0, 0, 0)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x03, 0x12, 0x15, 0x1A, 0x1B, 0x25, 0x55, 0x5A, 0x9E, 0xA0, 0xFF})
  void shouldNotBlockForTheRest(int opcode) {
    assertFalse(handler.mayBlock(TestCmd.of(opcode, 0x10, 0, 0, 0, 0)));
  }

  @Test
  void shouldAnswerForAStoreThatFailsAndServeOn() throws IOException {
    FaultyStore store = new FaultyStore(ArrayStore.ofBlocks(100));
    BlockStoreCmdHandler faulty = new BlockStoreCmdHandler(new OneStore(store));
    faulty.open();
    for (Throwable failure :
        List.of(
            new IOException("expected by the test"),
            new IllegalStateException("expected by the test"),
            new StackOverflowError("expected by the test"),
            StoreException.notReady("expected by the test", null))) {
      store.failWith(failure);
      TestCmd cmd = read(0, 1);
      faulty.handle(cmd);
      assertEquals(List.of(ScsiResponse.of(cmd, failure)), cmd.responses());
      store.failWith(null);
      TestCmd next = read(0, 1);
      faulty.handle(next);
      assertEquals(ScsiStatus.GOOD, next.response().status());
    }
    store.failWith(new IOException("flush"));
    assertThrows(IOException.class, faulty::flush);
    assertThrows(IOException.class, faulty::close);
    faulty.close(); // it was let go all the same
  }

  @Test
  void shouldNotBeOpenedTwice() throws IOException {
    handler.open();
    assertThrows(IllegalStateException.class, handler::open);
    handler.close();
  }

  @Test
  void shouldHoldNothingWhenItCannotBeOpened() throws IOException {
    BlockStoreCmdHandler locked = new BlockStoreCmdHandler(new OneStore(null));
    assertThrows(IOException.class, locked::open);
    locked.flush();
    locked.close();
  }

  @Test
  void shouldServeCommandsOfOnesOwn() throws IOException {
    var table =
        new CommandTable.Builder()
            .quick(0xC0, (cmd, store) -> ScsiResponse.good())
            .medium(0xC1, 3, (cmd, store) -> ScsiResponse.good())
            .build();
    BlockStoreCmdHandler own = new BlockStoreCmdHandler(volume, table);
    own.open();
    TestCmd mine = TestCmd.of(0xC0, 0, 0, 0, 0, 0);
    own.handle(mine);
    assertEquals(ScsiResponse.good(), mine.response());
    assertTrue(table.mayBlock(new Cdb(new byte[] {(byte) 0xC1, 3})));
    assertFalse(table.mayBlock(new Cdb(new byte[] {(byte) 0xC1, 4})));
    TestCmd inquiry = TestCmd.of(0x12, 0, 0, 0, 36, 0);
    own.handle(inquiry);
    assertEquals(ScsiResponse.notHandled(), inquiry.response());
    own.close();
  }

  /** A volume whose store is given, or can't be had. */
  private record OneStore(BlockStore store) implements Volume {
    @Override
    public VolumeInfo probe() {
      return store.info();
    }

    @Override
    public BlockStore open() throws IOException {
      if (store == null) {
        throw new IOException("locked by another");
      }
      return store;
    }
  }
}
