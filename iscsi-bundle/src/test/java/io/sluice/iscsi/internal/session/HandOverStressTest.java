package io.sluice.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.ScsiCmd;
import io.sluice.iscsi.internal.RamVolume;
import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestInitiator.Received;
import io.sluice.iscsi.internal.TestServer;
import io.sluice.iscsi.internal.TestUnit;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The reading of a connection goes from thread to thread, time and again, some just as the handler
 * comes back: every command reaches its handler once, in the order of CmdSN, with its own data, and
 * is answered once. Longer with {@code -Dsluice.fuzz.seconds}.
 */
class HandOverStressTest {
  private static final int QUEUE_DEPTH = 16;
  private static final int BLOCKS = 1 << 10;
  private static final long SECONDS = Long.getLong("sluice.fuzz.seconds", 4);

  /** About the time after which another thread reads on: some come back just then. */
  private static final int LONGEST_PAUSE_MILLIS = 50;

  private final Handler handler = new Handler();
  private final Random random = new Random(17);
  private final Deque<Sent> open = new ArrayDeque<>();

  /** By block: what its content was made from. */
  private final Map<Integer, Integer> written = new HashMap<>();

  private int sent;
  private int answered;

  private record Sent(int tag, int lba, boolean isWrite) {}

  /** Runs on the thread that reads, and keeps it now and then. Looks at the order. */
  private static final class Handler extends BlockStoreCmdHandler {
    private final AtomicInteger entered = new AtomicInteger();
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicInteger handOvers = new AtomicInteger();
    private volatile Thread last;
    private volatile String disorder;

    Handler() {
      super(new RamVolume(BLOCKS * 512, 512));
    }

    @Override
    public boolean mayBlock(ScsiCmd cmd) {
      return false;
    }

    @Override
    public void handle(ScsiCmd cmd) {
      int n = entered.incrementAndGet();
      Thread reader = Thread.currentThread();
      if (reader != last) {
        handOvers.incrementAndGet();
        last = reader;
      }
      if (cmd.tag() != n) { // the initiator counts its tags as it counts CmdSN
        disorder = cmd + " came as number " + n;
      }
      Random dice = new Random(n);
      boolean before = dice.nextBoolean();
      boolean keeps = dice.nextInt(12) == 0;
      if (keeps && before) {
        keep(dice);
      }
      super.handle(cmd);
      if (keeps && !before) { // answered, and its thread kept all the same
        keep(dice);
      }
    }

    private void keep(Random dice) {
      kept.incrementAndGet();
      long until =
          System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(dice.nextInt(LONGEST_PAUSE_MILLIS));
      while (System.nanoTime() - until < 0) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
    }
  }

  @Test
  @Timeout(3600)
  void shouldRunEveryCommandOnceAndInOrderWhicheverThreadReads() throws Exception {
    try (TestUnit unit = new TestUnit("disk", handler);
        TestServer server = new TestServer(unit);
        TestInitiator initiator =
            TestInitiator.loggedIn(server.address(), 1, "InitialR2T", "Yes")) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      while (System.nanoTime() - end < 0) {
        while (open.size() < QUEUE_DEPTH) {
          send(initiator);
        }
        receive(initiator);
      }
      while (!open.isEmpty()) {
        receive(initiator);
      }
      assertEquals(sent, handler.entered.get());
      assertEquals(sent, answered);
      assertTrue(handler.handOvers.get() > 2, handler.handOvers + " of " + handler.kept);
    }
  }

  /** No two that are under way touch the same block: they may end in any order. */
  private void send(TestInitiator initiator) throws IOException {
    int lba = random.nextInt(BLOCKS);
    while (isUnderWay(lba)) {
      lba = random.nextInt(BLOCKS);
    }
    boolean isWrite = random.nextBoolean();
    byte[] cdb = isWrite ? TestInitiator.write10(lba, 1) : TestInitiator.read10(lba, 1);
    sent++; // which is its tag
    byte[] data = isWrite ? content(sent) : new byte[0];
    open.add(new Sent(initiator.command(0, cdb, !isWrite, isWrite, 512, data), lba, isWrite));
  }

  private static byte[] content(int tag) {
    byte[] data = new byte[512];
    new Random(tag).nextBytes(data);
    return data;
  }

  private boolean isUnderWay(int lba) {
    return open.stream().anyMatch(each -> each.lba == lba);
  }

  private void receive(TestInitiator initiator) throws IOException {
    Received pdu = initiator.receive();
    assertEquals(null, handler.disorder);
    int tag = pdu.u32(Bhs.INITIATOR_TASK_TAG);
    Sent of = open.stream().filter(each -> each.tag == tag).findFirst().orElseThrow();
    open.remove(of);
    answered++;
    assertEquals(of.isWrite ? Opcode.SCSI_RESPONSE : Opcode.DATA_IN, pdu.opcode());
    assertEquals(0, pdu.u8(Bhs.STATUS));
    if (of.isWrite) {
      written.put(of.lba, tag);
    } else {
      Integer writer = written.get(of.lba);
      assertArrayEquals(writer == null ? new byte[512] : content(writer), pdu.bytes());
    }
  }
}
