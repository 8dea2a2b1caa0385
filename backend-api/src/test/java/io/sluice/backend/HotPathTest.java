package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sluice.scsi.Cdb;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HotPathTest {
  private static final int COMMANDS = 20_000;

  /**
   * What the virtual machine itself does meanwhile; one object for each command is 16 times that.
   */
  private static final long MOST_BYTES = COMMANDS;

  private static final VolumeInfo INFO =
      new VolumeInfo(new Geometry(1000, 512, 512), Capabilities.PLAIN, "nothing");
  private static final ScsiDevice DEVICE = DeviceIdentity.of("test");
  private static final Segments DATA = Segments.of(new byte[4096]);

  @ParameterizedTest
  @ValueSource(ints = {0x28, 0x2A, 0x35, 0x00})
  void shouldAllocateNothingForACommand(int opcode) throws Exception {
    BlockStoreCmdHandler handler = new BlockStoreCmdHandler(new NoVolume());
    handler.open();
    assertAllocatesNothing(opcode, handler::handle);
    handler.close();
  }

  @Test
  void shouldAllocateNothingToServeOnTheCallingThread() throws Exception {
    BlockStoreCmdHandler handler = new BlockStoreCmdHandler(new NoVolume());
    handler.open();
    try (Workers workers = new Workers(1, Thread::new)) {
      // What does not block never goes to another thread.
      assertAllocatesNothing(0x00, cmd -> workers.execute(handler, cmd));
    }
    handler.close();
  }

  private interface Server {
    void serve(ScsiCmd cmd);
  }

  private static void assertAllocatesNothing(int opcode, Server server) {
    byte[] cdb = new byte[10];
    cdb[0] = (byte) opcode;
    if (opcode != 0x00) {
      cdb[5] = 7;
      cdb[8] = 8;
    }
    Cmd[] cmds = new Cmd[2 * COMMANDS];
    for (int i = 0; i < cmds.length; i++) {
      cmds[i] = new Cmd(new Cdb(cdb));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < COMMANDS; i++) {
      server.serve(cmds[i]);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = COMMANDS; i < 2 * COMMANDS; i++) {
      server.serve(cmds[i]);
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(bytes < MOST_BYTES, () -> bytes + " bytes for " + COMMANDS + " commands");
    for (Cmd cmd : cmds) {
      assertTrue(cmd.isCompleted());
    }
  }

  private static final class Cmd extends ScsiCmd {
    Cmd(Cdb cdb) {
      super(cdb);
    }

    @Override
    public Nexus nexus() {
      return TestNexus.DEFAULT;
    }

    @Override
    public ScsiDevice device() {
      return DEVICE;
    }

    @Override
    public long tag() {
      return 0;
    }

    @Override
    public TaskAttribute taskAttribute() {
      return TaskAttribute.SIMPLE;
    }

    @Override
    public Segments dataIn() {
      return cdb().opcode() == 0x28 ? DATA : Segments.EMPTY;
    }

    @Override
    public Segments dataOut() {
      return cdb().opcode() == 0x2A ? DATA : Segments.EMPTY;
    }

    @Override
    protected void send(ScsiResponse response) {
      assertSame(ScsiResponse.good(), response);
    }
  }

  private static final class NoVolume implements Volume {
    @Override
    public VolumeInfo probe() {
      return INFO;
    }

    @Override
    public BlockStore open() {
      return new NoStore();
    }
  }

  /** Takes no time and no memory. */
  private static final class NoStore implements BlockStore {
    @Override
    public VolumeInfo info() {
      return INFO;
    }

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
