package io.sluice.iscsi.internal.pdu;

import io.sluice.iscsi.internal.memory.HeldMemory;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection's socket as the thread that reads it sees it. The socket does not block, so that
 * whoever completes a command can write without waiting; the thread waits for both directions in
 * one place.
 */
public final class SocketIo implements ByteSource, AutoCloseable {
  /** Another thread is about to write what is left. */
  private static final long OTHERS_WRITE_NANOS = 50_000;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final PduWriter writer;

  /**
   * For the calling thread.
   *
   * @param batch through which its output goes
   * @param held where is counted what waits to be sent
   */
  public SocketIo(SocketChannel channel, PduBatch batch, HeldMemory.Account held)
      throws IOException {
    this.channel = channel;
    channel.configureBlocking(false);
    selector = Selector.open();
    key = channel.register(selector, SelectionKey.OP_READ);
    writer = new PduWriter(channel, batch, held, Thread.currentThread(), selector::wakeup);
  }

  public PduWriter writer() {
    return writer;
  }

  /** The calling thread reads from now on, in place of another. */
  public void readHere() {
    writer.readBy(Thread.currentThread());
  }

  /** Before each PDU: one that makes more wait is not even looked at while too much does. */
  @Override
  public void awaitTurn() throws IOException {
    while (writer.isOverloaded()) {
      if (!writer.flush()) {
        select(writer.isStalled() ? SelectionKey.OP_WRITE : 0, 0);
      }
    }
  }

  @Override
  public void read(ByteBuffer[] into, int count) throws IOException {
    if (writer.flush() || writer.isStalled()) {
      await();
    }
    while (true) {
      long n = channel.read(into, 0, count);
      if (n > 0) {
        return;
      }
      if (n < 0) {
        throw new EOFException();
      }
      await();
    }
  }

  /**
   * Waits until there is something to read, and meanwhile writes what could not be written. Also
   * where too much waits: the rest of a PDU that was begun may be what it waits for.
   */
  private void await() throws IOException {
    boolean readable = false;
    while (!readable) {
      select(SelectionKey.OP_READ | (writer.isStalled() ? SelectionKey.OP_WRITE : 0), 0);
      readable = isReady(SelectionKey.OP_READ);
    }
  }

  /**
   * Waits for one of these, or until it is woken, and writes on where that was waited for.
   *
   * @param millis at most; 0 for ever
   */
  private void select(int interest, long millis) throws IOException {
    try {
      if (key.interestOps() != interest) {
        key.interestOps(interest);
      }
    } catch (CancelledKeyException e) {
      throw closed(e);
    }
    selector.select(millis);
    selector.selectedKeys().clear();
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    if (isReady(SelectionKey.OP_WRITE)) {
      writer.resume();
    }
  }

  private boolean isReady(int operation) throws IOException {
    try {
      return (key.readyOps() & operation) != 0;
    } catch (CancelledKeyException e) {
      throw closed(e);
    }
  }

  private static IOException closed(CancelledKeyException cause) {
    IOException closed = new ClosedChannelException();
    closed.initCause(cause);
    return closed;
  }

  /** Sends what is left to send, for a while. */
  public void finish(Duration patience) throws IOException {
    writer.flush();
    long deadline = System.nanoTime() + patience.toNanos();
    while (!writer.isIdle() && System.nanoTime() - deadline < 0) {
      if (writer.isStalled()) {
        select(SelectionKey.OP_WRITE, patience.toMillis());
      } else {
        LockSupport.parkNanos(OTHERS_WRITE_NANOS);
      }
    }
  }

  /** From any thread: whatever is under way or comes later fails. */
  public void abort() {
    try {
      channel.close();
    } catch (IOException e) {
      // it is gone all the same
    }
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    try {
      selector.close();
    } finally {
      channel.close();
    }
  }
}
