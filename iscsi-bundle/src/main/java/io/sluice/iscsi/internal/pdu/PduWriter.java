package io.sluice.iscsi.internal.pdu;

import io.sluice.iscsi.internal.memory.HeldMemory;
import java.io.IOException;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayDeque;

/**
 * Sends PDUs in order, from any thread, without ever waiting: whoever comes first writes, for
 * himself and for all who come meanwhile. What the thread that reads the connection sends is kept
 * back until it has nothing left to read, so that many answers go out in one system call. When the
 * socket takes no more, that thread goes on once it does.
 */
public final class PduWriter {
  /** What the reading thread keeps back at most. */
  private static final int MOST_KEPT_BACK = 32;

  /** So many PDUs that wait make the connection be read no more. */
  private static final int OVERLOAD = 512;

  /** What the reading thread keeps back at most, in bytes of the Java heap. */
  private static final int MOST_KEPT_BACK_BYTES = 64 << 10;

  private final GatheringByteChannel channel;
  private final PduBatch batch;
  private final HeldMemory.Account held;
  private final Runnable onStall;
  private final ArrayDeque<OutgoingPdu> queue = new ArrayDeque<>();

  /** What did not fit into the batch; belongs to who writes. */
  private OutgoingPdu begun;

  // Guarded by this.
  private Thread reader;
  private long keptBackBytes;
  private long written;
  private boolean readerWaits;
  private boolean writing;
  private boolean stalled;
  private boolean closed;

  /**
   * Writes nothing yet.
   *
   * @param held where is counted what waits, until the socket has all of it
   * @param onStall called when the socket takes no more, and {@link #resume} is due when it does,
   *     or when it was closed
   */
  PduWriter(
      GatheringByteChannel channel,
      PduBatch batch,
      HeldMemory.Account held,
      Thread reader,
      Runnable onStall) {
    this.held = held;
    this.channel = channel;
    this.batch = batch;
    this.reader = reader;
    this.onStall = onStall;
  }

  /** Sends it now or soon. After {@link #close} it is released at once. */
  public void send(OutgoingPdu pdu) {
    synchronized (this) {
      if (!closed) {
        queue.addLast(pdu);
        int bytes = pdu.heapBytes();
        if (bytes > 0) {
          held.add(bytes);
          keptBackBytes += bytes;
        }
        boolean keptBack =
            queue.size() < MOST_KEPT_BACK
                && keptBackBytes < MOST_KEPT_BACK_BYTES
                && Thread.currentThread() == reader;
        if (writing || keptBack) {
          return;
        }
        writing = true;
        pdu = null;
      }
    }
    if (pdu != null) {
      pdu.released();
    } else {
      write();
    }
  }

  /** Another thread reads the connection now, and sends what the one before has kept back. */
  void readBy(Thread next) {
    synchronized (this) {
      reader = next;
    }
    flush();
  }

  /** For the reading thread: sends what it has kept back. Returns whether there was anything. */
  public boolean flush() {
    synchronized (this) {
      if (writing || queue.isEmpty()) {
        return false;
      }
      writing = true;
    }
    write();
    return true;
  }

  /** For the reading thread: the socket takes bytes again. */
  void resume() {
    synchronized (this) {
      if (!stalled) {
        return;
      }
      stalled = false;
    }
    write();
  }

  /** Whether {@link #resume} is due as soon as the socket takes bytes. */
  public synchronized boolean isStalled() {
    return stalled;
  }

  /** Whether nothing is left to write. */
  synchronized boolean isIdle() {
    return !writing && queue.isEmpty();
  }

  /**
   * For the reading thread: whether so much waits that no more requests may be taken. Where that is
   * so, the thread is woken when it is so no more.
   */
  synchronized boolean isOverloaded() {
    readerWaits = queue.size() > OVERLOAD || !held.mayGrow();
    return readerWaits;
  }

  /** How much of what waits has been written; a number to compare with a later one. */
  public synchronized long written() {
    return written;
  }

  private void write() {
    boolean interrupted = Thread.interrupted(); // a handler's own, and would close the socket
    try {
      while (fill()) {
        boolean all = batch.write(channel);
        progressed();
        if (!all) {
          stall();
          return;
        }
      }
    } catch (IOException | RuntimeException e) {
      fail();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Something was written, and what was written as a whole is held no more. */
  private void progressed() {
    boolean wake;
    synchronized (this) {
      written += batch.takeWritten();
      keptBackBytes = 0;
      wake = readerWaits && held.mayGrow() && queue.size() <= OVERLOAD;
      readerWaits &= !wake;
    }
    if (wake) {
      onStall.run();
    }
  }

  private void stall() {
    boolean finish;
    synchronized (this) {
      finish = closed;
      stalled = !closed;
    }
    if (finish) {
      releaseAll();
    } else {
      onStall.run();
    }
  }

  /** Returns whether there is something to write; if not, this thread writes no more. */
  private boolean fill() {
    while (batch.isEmpty() || batch.hasRoom(1)) {
      OutgoingPdu pdu = next(batch.isEmpty());
      if (pdu == null) {
        return !batch.isEmpty();
      }
      if (!pdu.encode(batch)) {
        begun = pdu;
        return true;
      }
      batch.finish(pdu, held);
    }
    return true;
  }

  private OutgoingPdu next(boolean stopIfNone) {
    OutgoingPdu pdu = begun;
    begun = null;
    if (pdu == null) {
      synchronized (this) {
        pdu = queue.pollFirst();
        if (pdu == null && stopIfNone) {
          writing = false;
        }
      }
    }
    return pdu;
  }

  /** The connection is broken; its thread finds out by reading. */
  private void fail() {
    synchronized (this) {
      closed = true;
    }
    releaseAll();
    try {
      channel.close();
    } catch (IOException e) {
      // it is gone all the same
    }
    onStall.run(); // closing wakes nobody
  }

  /** Sends no more. What is in the middle of being written is written by who is at it. */
  public void close() {
    synchronized (this) {
      closed = true;
      if (writing && !stalled) {
        return; // who writes comes to the end of the queue, or fails
      }
      writing = true;
      stalled = false;
    }
    releaseAll();
  }

  private void releaseAll() {
    batch.release();
    OutgoingPdu pdu = begun;
    begun = null;
    while (pdu != null || (pdu = poll()) != null) {
      held.remove(pdu.heapBytes());
      pdu.released();
      pdu = null;
    }
  }

  private synchronized OutgoingPdu poll() {
    OutgoingPdu pdu = queue.pollFirst();
    if (pdu == null) {
      writing = false;
    }
    return pdu;
  }
}
