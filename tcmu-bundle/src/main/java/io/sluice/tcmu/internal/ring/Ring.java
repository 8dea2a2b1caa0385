package io.sluice.tcmu.internal.ring;

import static io.sluice.tcmu.internal.ring.TcmuAbi.MB_FLAG_CAP_READ_LEN;
import static io.sluice.tcmu.internal.ring.TcmuAbi.OP_CMD;
import static io.sluice.tcmu.internal.ring.TcmuAbi.OP_PAD;
import static io.sluice.tcmu.internal.ring.TcmuAbi.OP_TMR;
import static io.sluice.tcmu.internal.ring.TcmuAbi.TMR_LUN_RESET;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command ring of one TCMU device: entries are taken at {@code next} by one thread at a time,
 * and answered at the tail by any thread, in any order.
 *
 * <p>What the kernel can't have written breaks the ring: it is not read any more, and commands that
 * are under way complete without touching it.
 */
final class Ring {
  private static final Logger LOG = LoggerFactory.getLogger(Ring.class);

  /** So much completed data is not kept waiting for the end of a batch. */
  private static final long HEAVY_BATCH = 1 << 20;

  /** What a command without data counts for. */
  private static final long COMMAND_WEIGHT = 16 << 10;

  private static final long IDLE_CHECK_MILLIS = 10;

  private final ScsiDevice device;
  private final Nexus nexus;
  private final CommandSink sink;
  private final Executor aborts;
  private final RingPort port;
  private final Mailbox mailbox;
  private final EntryReader entries;
  private final ResponseWriter responses;
  private final Doorbell doorbell;
  private final IovecPool pool = new IovecPool();
  private final CommandTable commands = new CommandTable();

  // Of the thread that takes; the others may look.
  private volatile int next;
  private int head;

  private final AtomicInteger underWay = new AtomicInteger();

  private final Object tailLock = new Object();
  private int tail; // by tailLock, as all below
  private long unrungWeight;

  private volatile RingFault fault;

  /**
   * Over a mapping whose old user is gone: begins at the mailbox's tail.
   *
   * @param sink is told, by the thread that takes, when an initiator has reset the logical unit
   * @param aborts runs what handlers do when a command is aborted, not on the calling thread
   */
  Ring(RingPort port, ScsiDevice device, Nexus nexus, CommandSink sink, Executor aborts)
      throws RingFault {
    this.sink = sink;
    this.aborts = aborts;
    this.port = port;
    this.device = device;
    this.nexus = nexus;
    mailbox = new Mailbox(port.memory());
    entries = new EntryReader(port, mailbox, pool);
    responses = new ResponseWriter(port.memory(), mailbox.has(MB_FLAG_CAP_READ_LEN));
    doorbell = new Doorbell(port);
    tail = mailbox.tail();
    next = tail;
    head = tail;
  }

  ScsiDevice device() {
    return device;
  }

  Nexus nexus() {
    return nexus;
  }

  CommandSink sink() {
    return sink;
  }

  Doorbell doorbell() {
    return doorbell;
  }

  /** Why the ring is broken, or null. */
  RingFault fault() {
    return fault;
  }

  /**
   * Takes the next command, or null when there is none now or the ring is broken. One thread at a
   * time.
   */
  RingCmd take() {
    try {
      while (fault == null && (next != head || refreshHead())) {
        int at = next;
        int length = entries.length(at, available(at));
        RingCmd cmd = takeEntry(at, length);
        if (cmd != null) {
          return cmd;
        }
      }
    } catch (RingFault broken) {
      breakDown(broken);
    }
    return null;
  }

  /** Whether the kernel has sent more than was taken. For the thread that takes. */
  boolean hasMore() {
    try {
      return next != mailbox.head();
    } catch (RingFault broken) {
      return true; // take() deals with it
    }
  }

  private boolean refreshHead() throws RingFault {
    requireOwnTail();
    head = mailbox.head();
    return next != head;
  }

  /** Returns null when the entry is no command. */
  private RingCmd takeEntry(int at, int length) throws RingFault {
    int opcode = entries.opcode(at);
    if (opcode == OP_CMD) {
      return takeCommand(at, length);
    }
    if (opcode == OP_TMR) {
      abort(at, entries.tmrCommands(at, length));
      if (entries.tmrType(at) == TMR_LUN_RESET) {
        reset();
      }
    } else if (opcode != OP_PAD) {
      LOG.warn("{}: the kernel sends ring operation {}, not known here", device.name(), opcode);
      responses.markUnknown(mailbox.ringOffset() + at);
    }
    next = advance(at, length);
    synchronized (tailLock) {
      skipUnanswered();
    }
    return null;
  }

  private RingCmd takeCommand(int at, int length) throws RingFault {
    RingCmd cmd = entries.command(this, at, length);
    if (!commands.add(cmd)) {
      cmd.release(pool);
      throw new RingFault("command %d came twice".formatted(cmd.id()));
    }
    underWay.incrementAndGet();
    next = advance(at, length);
    return cmd;
  }

  private void abort(int at, int count) {
    for (int i = 0; i < count; i++) {
      RingCmd cmd = commands.get(entries.tmrCommandId(at, i));
      if (cmd != null) {
        try {
          cmd.abort(aborts);
        } catch (RuntimeException e) {
          LOG.error("{}: a handler's abort action failed for {}", device.name(), cmd, e);
        }
      }
    }
  }

  private void reset() {
    LOG.info("{}: reset by an initiator", device.name());
    try {
      sink.reset();
    } catch (RuntimeException e) {
      LOG.error("{}: the reset failed", device.name(), e);
    }
  }

  /** Answers a command. Any thread, once for each command. */
  void complete(RingCmd cmd, ScsiResponse response) {
    try {
      long bytes = cmd.dataIn().length() + cmd.dataOut().length();
      int readLength = responses.readLength(cmd, response);
      byte[] sense = ResponseWriter.sense(response);
      boolean isHeavy;
      synchronized (tailLock) {
        commands.remove(cmd); // before the kernel may use its id again
        cmd.release(pool);
        if (fault != null) {
          return;
        }
        answerAtTail(cmd.id(), response, readLength, sense);
        unrungWeight += bytes + COMMAND_WEIGHT;
        isHeavy = unrungWeight >= HEAVY_BATCH;
        if (isHeavy) {
          unrungWeight = 0;
        }
      }
      doorbell.tailMoved(isHeavy);
    } catch (RingFault broken) {
      breakDown(broken);
    } finally {
      underWay.decrementAndGet(); // from here on the memory may be unmapped
    }
  }

  private void answerAtTail(int id, ScsiResponse response, int readLength, byte[] sense)
      throws RingFault {
    requireOwnTail();
    int at = tail;
    int length = entries.length(at, mailbox.ringSize());
    if (at == mailbox.head() || entries.opcode(at) != OP_CMD || length < TcmuAbi.CMD_ENTRY_SIZE) {
      throw new RingFault("the entry at the tail, %d, is a command no more".formatted(at));
    }
    responses.write(mailbox.ringOffset() + at, id, response.status(), readLength, sense);
    tail = advance(at, length);
    skipUnanswered();
    mailbox.moveTail(tail);
  }

  /** Moves the tail over entries that want no answer. */
  private void skipUnanswered() throws RingFault {
    int end = next;
    int before = tail;
    while (tail != end && entries.opcode(tail) != OP_CMD) {
      tail = advance(tail, entries.length(tail, distance(tail, end)));
    }
    if (tail != before) {
      mailbox.moveTail(tail);
    }
  }

  /** Somebody else who moves the tail, or a reset, would have us answer commands of the past. */
  private void requireOwnTail() throws RingFault {
    synchronized (tailLock) {
      if (mailbox.tail() != tail) {
        throw new RingFault(
            "the tail is at %d, we left it at %d: somebody reset the ring or serves it too"
                .formatted(mailbox.tail(), tail));
      }
    }
  }

  private void breakDown(RingFault broken) {
    synchronized (tailLock) {
      if (fault != null) {
        return;
      }
      fault = broken;
    }
    LOG.error(
        "{}: the kernel's ring holds nonsense and is not served any more: {}. {} commands are under"
            + " way. Unmount the disk if it is mounted, and remove and export it again",
        device.name(),
        broken.getMessage(),
        underWay());
    port.wake();
  }

  /** Commands that were taken and not answered. */
  int underWay() {
    return underWay.get();
  }

  /** Whether there is nothing to do, neither for us nor for the kernel. */
  boolean isIdle() {
    if (underWay() > 0) {
      return false;
    }
    try {
      return fault != null || mailbox.head() == mailbox.tail();
    } catch (RingFault broken) {
      return true;
    }
  }

  /** Waits until {@link #isIdle}, at most so long. Returns whether it is. */
  boolean awaitIdle(long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
    while (!isIdle()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(IDLE_CHECK_MILLIS);
    }
    return true;
  }

  private int available(int at) {
    return distance(at, head);
  }

  private int distance(int from, int to) {
    return to >= from ? to - from : to - from + mailbox.ringSize();
  }

  private int advance(int at, int length) {
    return (at + length) % mailbox.ringSize();
  }
}
