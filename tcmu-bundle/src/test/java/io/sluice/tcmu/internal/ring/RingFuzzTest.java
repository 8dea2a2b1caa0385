package io.sluice.tcmu.internal.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.property.Any;
import io.sluice.property.Property;
import io.sluice.scsi.ScsiStatus;
import io.sluice.tcmu.internal.ring.SimulatedKernel.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.slf4j.LoggerFactory;

class RingFuzzTest {
  private static final int RING = 4096;
  private static final int DATA = 256 << 10;

  private final TestUnit unit = new TestUnit("disk0");

  /** Entries of all kinds, answered in any order, go round a small ring many times. */
  @Property(tries = 60)
  void shouldServeAnyValidTraffic(Any any) throws RingFault {
    Random random = any.random();
    SimulatedKernel kernel = new SimulatedKernel(RING, DATA, random);
    Ring ring = new Ring(kernel, unit, unit, cmd -> {}, Runnable::run);
    List<RingCmd> open = new ArrayList<>();
    Map<Long, Expected> expected = new HashMap<>();
    for (int step = 0; step < 1500; step++) {
      if (random.nextBoolean()) {
        send(kernel, random, expected);
      }
      RingCmd cmd = random.nextInt(3) > 0 ? ring.take() : null;
      if (cmd != null) {
        open.add(cmd);
      }
      if (!open.isEmpty() && random.nextInt(2) == 0) {
        answer(open.remove(random.nextInt(open.size())), expected, random);
      }
    }
    for (RingCmd cmd = ring.take(); cmd != null; cmd = ring.take()) {
      open.add(cmd);
    }
    while (!open.isEmpty()) {
      answer(open.remove(random.nextInt(open.size())), expected, random);
    }
    assertNull(ring.fault());
    assertNull(kernel.broken());
    assertTrue(expected.isEmpty());
    assertTrue(ring.isIdle());
  }

  private static final class Expected {
    final Sent sent;
    final byte[] cdb;
    final byte[] out;
    final int in;

    Expected(Sent sent, byte[] cdb, byte[] out, int in) {
      this.sent = sent;
      this.cdb = cdb;
      this.out = out;
      this.in = in;
    }
  }

  private static void send(SimulatedKernel kernel, Random random, Map<Long, Expected> expected) {
    switch (random.nextInt(12)) {
      case 0 -> kernel.sendTaskManagement(1 + random.nextInt(7), random.ints(3, 1, 9).toArray());
      case 1 -> {
        byte[] cdb = new byte[32];
        cdb[0] = 0x7F;
        cdb[7] = 24;
        cdb[9] = (byte) (random.nextBoolean() ? 0x09 : 0x0B);
        boolean isRead = cdb[9] == 0x09;
        send(kernel, expected, cdb, bytes(random, isRead ? 0 : 20_000), isRead ? 20_000 : 0);
      }
      case 2 -> send(kernel, expected, TestCdb.testUnitReady(), new byte[0], 0);
      case 3 -> {
        byte[] out = bytes(random, 3000);
        send(kernel, expected, TestCdb.tenBytes(0x53, 0, 2), out, 1 + random.nextInt(9000));
      }
      case 4, 5, 6, 7 ->
          send(kernel, expected, TestCdb.read10(1, 1), new byte[0], 1 + random.nextInt(60_000));
      default -> send(kernel, expected, TestCdb.write10(1, 1), bytes(random, 60_000), 0);
    }
  }

  private static void send(
      SimulatedKernel kernel, Map<Long, Expected> expected, byte[] cdb, byte[] out, int in) {
    Sent sent = kernel.send(cdb, out, in);
    if (sent != null) {
      expected.put((long) sent.id, new Expected(sent, cdb, out, in));
    }
  }

  private static void answer(RingCmd cmd, Map<Long, Expected> expected, Random random) {
    Expected wanted = expected.remove(cmd.tag());
    assertArrayEquals(wanted.cdb, cmd.cdb().toByteArray());
    assertEquals(wanted.out.length, cmd.dataOut().length());
    assertEquals(wanted.in, cmd.dataIn().length());
    byte[] out = new byte[wanted.out.length];
    cmd.get(out, 0, out.length);
    assertArrayEquals(wanted.out, out);
    byte[] in = content(random, wanted.in);
    cmd.put(in, 0, in.length);
    if (random.nextInt(8) == 0) {
      cmd.complete(ScsiResponse.mediumError());
      assertEquals(ScsiStatus.CHECK_CONDITION.code(), wanted.sent.result().status());
    } else {
      cmd.complete(ScsiResponse.good());
      assertEquals(0, wanted.sent.result().status());
      assertArrayEquals(in, wanted.sent.result().dataIn());
    }
  }

  private static byte[] bytes(Random random, int most) {
    return content(random, most == 0 ? 0 : 1 + random.nextInt(most));
  }

  private static byte[] content(Random random, int length) {
    byte[] bytes = new byte[length];
    new Random(random.nextInt()).nextBytes(bytes); // one choice, however long it is
    return bytes;
  }

  /** Whatever the ring holds, it is served or given up; only memory of the data area is touched. */
  @Property(tries = 1500)
  void shouldNeverLeaveItsMemoryWhateverTheRingHolds(Any any) throws RingFault {
    quietly();
    Random random = any.random();
    SimulatedKernel kernel = new SimulatedKernel(RING, DATA, random);
    Ring ring = new Ring(kernel, unit, unit, cmd -> {}, Runnable::run);
    for (int i = 0; i < 20; i++) {
      send(kernel, random, new HashMap<>());
      damage(kernel, random);
      for (RingCmd cmd = ring.take(); cmd != null; cmd = ring.take()) {
        requireInside(kernel, cmd.passedOn());
        requireInside(kernel, cmd.dataOut());
        if (!(cmd.dataIn() instanceof SeparateDataIn)) {
          requireInside(kernel, cmd.dataIn());
        }
        cmd.complete(ScsiResponse.good());
      }
      if (ring.fault() != null) {
        break;
      }
    }
    assertEquals(0, ring.underWay());
  }

  /** Nonsense is what this test is made of; the log need not be full of it. */
  private static void quietly() {
    ch.qos.logback.classic.Logger logger =
        (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Ring.class);
    logger.setLevel(ch.qos.logback.classic.Level.OFF);
  }

  private static void damage(SimulatedKernel kernel, Random random) {
    int from = kernel.lastEntry();
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(3) == 0 ? random.nextInt(kernel.dataOffset - 8) : from;
      at += random.nextInt(120);
      at = Math.min(at, kernel.dataOffset - 8);
      if (at < 16 && random.nextInt(10) > 0) {
        continue;
      }
      switch (random.nextInt(3)) {
        case 0 -> kernel.memory.put(at, (byte) random.nextInt());
        case 1 -> kernel.memory.putInt(at, random.nextInt());
        default -> kernel.memory.putLong(at, random.nextInt(4) - 2L);
      }
    }
  }

  private static void requireInside(SimulatedKernel kernel, Segments segments) {
    for (int i = 0; i < segments.count(); i++) {
      long offset = segments.address(i) - kernel.address();
      assertTrue(offset >= kernel.dataOffset, "below the data area");
      assertTrue(offset + segments.length(i) <= kernel.memory.capacity(), "past the mapping");
    }
  }
}
