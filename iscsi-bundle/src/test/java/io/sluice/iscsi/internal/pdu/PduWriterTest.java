package io.sluice.iscsi.internal.pdu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.iscsi.internal.access.AddressGroup;
import io.sluice.iscsi.internal.memory.HeldMemory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PduWriterTest {
  private final AtomicInteger released = new AtomicInteger();
  private final Channel channel = new Channel();
  private final HeldMemory memory = new HeldMemory(4 << 20);
  private final HeldMemory.Account held =
      memory.open(AddressGroup.of(InetAddress.getLoopbackAddress()));
  private final PduWriter writer =
      new PduWriter(
          channel, new PduBatch(new CommandWindow()), held, Thread.currentThread(), () -> {});

  /** A socket that takes nothing, until it takes all. */
  private static final class Channel implements GatheringByteChannel {
    private boolean takes;

    @Override
    public long write(ByteBuffer[] from, int offset, int count) {
      long written = 0;
      for (int i = offset; takes && i < offset + count; i++) {
        written += from[i].remaining();
        from[i].position(from[i].limit());
      }
      return written;
    }

    @Override
    public long write(ByteBuffer[] from) {
      return write(from, 0, from.length);
    }

    @Override
    public int write(ByteBuffer from) {
      return (int) write(new ByteBuffer[] {from});
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private void send(int bytes) {
    writer.send(
        new PduTemplate(Opcode.NOP_IN, 1)
            .data(new byte[bytes])
            .onReleased(released::incrementAndGet));
  }

  @Test
  void shouldWantNoMoreRequestsWhenWhatWaitsIsLarge() {
    send(100 << 10);
    writer.flush();
    assertTrue(writer.isStalled());
    assertFalse(writer.isOverloaded());
    for (int i = 0; i < 3; i++) {
      send(100 << 10);
    }
    assertTrue(writer.isOverloaded());
    channel.takes = true;
    writer.resume();
    assertTrue(writer.isIdle());
    assertEquals(4, released.get());
    channel.takes = false;
    send(100);
    writer.flush();
    assertFalse(writer.isOverloaded());
  }
}
