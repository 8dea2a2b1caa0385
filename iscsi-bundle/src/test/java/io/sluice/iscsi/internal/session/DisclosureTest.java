package io.sluice.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import io.sluice.iscsi.internal.RamVolume;
import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestInitiator.Result;
import io.sluice.iscsi.internal.TestServer;
import io.sluice.iscsi.internal.TestUnit;
import io.sluice.scsi.ScsiStatus;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One session fills the pool's buffers with what another, on another disk, must never see. */
@Timeout(120)
class DisclosureTest {
  private static final byte CANARY = (byte) 0xC7;
  private static final int BLOCKS = 2048;
  private static final int[] SIZES = {1, 36, 512, 4096, 10_000, 65_536, 262_144, 300_000};
  private static final int CANARY_LUN = 0;
  private static final int LUN = 1;

  private final RamVolume plain = new RamVolume(BLOCKS * 512, 512);
  private TestUnit secret;
  private TestServer server;
  private TestInitiator owner;
  private TestInitiator stranger;

  @BeforeEach
  void open() throws IOException {
    secret = TestUnit.ofRam("secret", BLOCKS * 512, 512);
  }

  @AfterEach
  void close() throws IOException {
    stranger.close();
    owner.close();
    server.close();
    secret.close();
  }

  private void serve(TestUnit unit) throws IOException {
    server = new TestServer(secret, unit);
    owner = TestInitiator.loggedIn(server.address(), 1);
    stranger = TestInitiator.loggedIn(server.address(), 2, "ImmediateData", "Yes");
    byte[] canary = new byte[BLOCKS * 512];
    Arrays.fill(canary, CANARY);
    owner.write(CANARY_LUN, 0, canary);
  }

  /** Each size of buffer was the owner's last. */
  private void fillThePool() throws IOException {
    for (int blocks : new int[] {8, 32, 128, 1024}) {
      assertEquals(CANARY, owner.read(CANARY_LUN, 0, blocks)[blocks * 512 - 1]);
    }
  }

  private void assertNoCanary(String what, Result result) {
    for (byte sent : result.data()) {
      assertTrue(sent != CANARY, what);
    }
  }

  private static byte[] cdb(int opcode, int second) {
    byte[] cdb = new byte[16];
    cdb[0] = (byte) opcode;
    cdb[1] = (byte) second;
    return cdb;
  }

  private void askForEverything() throws IOException {
    fillThePool();
    int turn = 0;
    for (int opcode = 0; opcode < 256; opcode++) {
      for (int second = 0; second < 32; second++) {
        int size = SIZES[turn++ % SIZES.length];
        String what = "%02Xh, second byte %02Xh, %d bytes".formatted(opcode, second, size);
        byte[] cdb = cdb(opcode, second);
        cdb[second % 4 == 0 ? 8 : 13] = (byte) turn; // a length, mostly
        assertNoCanary(what, stranger.in(LUN, cdb, size));
      }
      fillThePool();
      for (int size : SIZES) {
        assertNoCanary(
            "%02Xh, %d bytes".formatted(opcode, size), stranger.in(LUN, cdb(opcode, 0), size));
      }
    }
  }

  @Test
  void shouldSendOnlyWhatTheCommandsOfADiskPutThere() throws IOException {
    serve(new TestUnit("disk", new BlockStoreCmdHandler(plain)));
    askForEverything();
  }

  @Test
  void shouldSendNoDataForACommandThatHasNone() throws IOException {
    serve(new TestUnit("disk", new BlockStoreCmdHandler(plain)));
    for (int opcode : new int[] {0x00, 0x34, 0x35, 0x90, 0x91}) {
      fillThePool();
      Result result = stranger.in(LUN, cdb(opcode, 0), 262_144);
      assertEquals(0, result.status());
      assertEquals(0, result.data().length);
      assertEquals(2, result.flags()); // underflow
      assertEquals(262_144, result.residual());
    }
  }

  @Test
  void shouldSendNothingForAHandlerThatClaimsToHaveFilledIt() throws IOException {
    serve(new TestUnit("disk", new Claiming(cmd -> {})));
    askForEverything();
    Result result = stranger.in(LUN, cdb(0x28, 0), 4096);
    assertEquals(0, result.data().length);
    assertEquals(4096, result.residual());
  }

  @Test
  void shouldSendZeroesBesideWhatAHandlerPutIntoTheMemoryItself() throws IOException {
    serve(new TestUnit("disk", new Claiming(cmd -> cmd.dataIn().put(100, new byte[] {7}, 0, 1))));
    fillThePool();
    byte[] expected = new byte[70_000];
    expected[100] = 7;
    assertArrayEquals(expected, stranger.in(LUN, cdb(0xC0, 0), 70_000).data());
  }

  @Test
  void shouldSendWhatAHandlerPutInOrderAndNoMore() throws IOException {
    serve(new TestUnit("disk", new Claiming(cmd -> cmd.put(new byte[] {1, 2, 3}, 0, 3))));
    fillThePool();
    Result result = stranger.in(LUN, cdb(0xC0, 0), 70_000);
    assertArrayEquals(new byte[] {1, 2, 3}, result.data());
    assertEquals(69_997, result.residual());
  }

  @Test
  void shouldSendZeroesForAStoreThatOnlySaysThatItHasRead() throws IOException {
    serve(new TestUnit("disk", new BlockStoreCmdHandler(new Lying(plain, false))));
    for (int blocks : new int[] {1, 8, 100, 600}) {
      fillThePool();
      assertArrayEquals(new byte[blocks * 512], stranger.read(LUN, 0, blocks));
    }
  }

  /** It takes what its store has failed to read for read. */
  @Test
  void shouldSendNothingOfAReadThatFailedWhateverTheHandlerMakesOfIt() throws IOException {
    Lying failing = new Lying(plain, true);
    serve(
        new TestUnit(
            "disk",
            new Claiming(
                cmd -> {
                  try {
                    cmd.fill(failing, 0, cmd.dataIn().length());
                  } catch (IOException e) {
                    return;
                  }
                })));
    for (int size : SIZES) {
      fillThePool();
      assertEquals(0, stranger.in(LUN, cdb(0x28, 0), size).data().length);
    }
  }

  /** More than the CDB asks for was announced: the rest never comes, and is nobody's. */
  @Test
  void shouldGiveHandlersNoDataThatTheInitiatorDidNotBring() throws IOException {
    List<byte[]> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
    serve(
        new TestUnit(
            "disk",
            new Claiming(
                cmd -> {
                  byte[] all = new byte[(int) cmd.dataOut().length()];
                  cmd.dataOut().get(0, all, 0, all.length);
                  seen.add(all);
                })));
    fillThePool();
    byte[] block = new byte[512];
    Arrays.fill(block, (byte) 5);
    int tag = stranger.command(LUN, TestInitiator.write10(0, 1), false, true, 65_536, block);
    assertEquals(0, stranger.result(tag, 0, new byte[0]).status());
    assertArrayEquals(Arrays.copyOf(block, seen.get(0).length), seen.get(0));
  }

  /** Does something, and says that all is well and filled. */
  private final class Claiming implements ScsiCmdHandler {
    private final Consumer<ScsiCmd> action;

    Claiming(Consumer<ScsiCmd> action) {
      this.action = action;
    }

    @Override
    public VolumeInfo probe() {
      return plain.probe();
    }

    @Override
    public void open() {}

    @Override
    public void handle(ScsiCmd cmd) {
      action.accept(cmd);
      cmd.complete(ScsiResponse.status(ScsiStatus.GOOD));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /** Reads nothing; says so, or does not. */
  private record Lying(RamVolume volume, boolean fails) implements Volume, BlockStore {
    @Override
    public VolumeInfo probe() {
      return volume.probe();
    }

    @Override
    public BlockStore open() {
      return this;
    }

    @Override
    public VolumeInfo info() {
      return volume.probe();
    }

    @Override
    public void read(long offset, Segments into) throws IOException {
      if (fails) {
        throw new IOException("of the test");
      }
    }

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
