package io.sluice.shell.internal;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * What the client typed, as a stream. The connection's thread offers, the session's thread reads.
 */
final class TypedInput extends InputStream {
  private static final byte[] END = new byte[0];
  private static final int WAITING_FRAMES = 64;

  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING_FRAMES);
  private byte[] current = {0};
  private int position = 1;

  /** Hands bytes over; waits while the session is far behind. */
  void offer(byte[] bytes) throws InterruptedException {
    if (bytes.length > 0) {
      waiting.put(bytes);
    }
  }

  /** Ends the stream. What has not been read by now is dropped. */
  void end() {
    waiting.clear();
    waiting.add(END);
  }

  @Override
  public int read() throws InterruptedIOException {
    return fill() ? current[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws InterruptedIOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, current.length - position);
    System.arraycopy(current, position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() {
    return current.length - position;
  }

  private boolean fill() throws InterruptedIOException {
    if (current == END) {
      return false;
    }
    if (position == current.length) {
      try {
        current = waiting.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("shell session interrupted");
      }
      position = 0;
    }
    return current != END;
  }
}
