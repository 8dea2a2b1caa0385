package io.sluice.tcmu.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.property.AnyBytesContract;
import java.util.List;
import java.util.Random;
import org.slf4j.LoggerFactory;

/** The shared memory of a device up to its data area: mailbox and ring. */
public class RingBytesTest extends AnyBytesContract {
  private static final int RING = 1024;
  private static final int DATA = 64 << 10;

  private final TestUnit unit = new TestUnit("disk0");

  public RingBytesTest() {
    ((Logger) LoggerFactory.getLogger(Ring.class)).setLevel(Level.OFF); // nonsense, a thousandfold
  }

  @Override
  public List<byte[]> sound() {
    SimulatedKernel kernel = kernel();
    kernel.send(TestCdb.read10(1, 1), new byte[0], 4096);
    kernel.send(TestCdb.write10(1, 1), new byte[9000], 0);
    kernel.send(TestCdb.tenBytes(0x53, 0, 2), new byte[600], 600);
    kernel.sendTaskManagement(1, new int[] {1, 2});
    kernel.send(TestCdb.testUnitReady(), new byte[0], 0);
    byte[] bytes = new byte[kernel.dataOffset];
    kernel.memory.get(0, bytes);
    return List.of(bytes);
  }

  private static SimulatedKernel kernel() {
    return new SimulatedKernel(RING, DATA, new Random(1));
  }

  @Override
  public void read(byte[] bytes) throws RingFault {
    SimulatedKernel kernel = kernel();
    Ring ring = new Ring(kernel, unit, unit, cmd -> {}, Runnable::run);
    kernel.memory.put(0, bytes, 0, Math.min(bytes.length, kernel.dataOffset));
    for (RingCmd cmd = ring.take(); cmd != null; cmd = ring.take()) {
      requireInside(kernel, cmd.dataOut());
      if (!(cmd.dataIn() instanceof SeparateDataIn)) {
        requireInside(kernel, cmd.dataIn());
      }
      cmd.complete(ScsiResponse.good());
    }
    assertEquals(0, ring.underWay());
  }

  private static void requireInside(SimulatedKernel kernel, Segments segments) {
    for (int i = 0; i < segments.count(); i++) {
      long offset = segments.address(i) - kernel.address();
      assertTrue(offset >= kernel.dataOffset, "below the data area");
      assertTrue(offset + segments.length(i) <= kernel.memory.capacity(), "past the mapping");
    }
  }
}
