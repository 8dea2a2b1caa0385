package io.sluice.shell.internal;

import io.sluice.shell.wire.Frame;
import io.sluice.shell.wire.FrameChannel;
import io.sluice.shell.wire.FrameType;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Sends a session's frames on a thread of its own. Ctrl-C interrupts the session's thread, and a
 * channel closes itself when a thread that is interrupted writes to it.
 */
final class FrameSender implements Runnable {
  private static final int WAITING_FRAMES = 64;

  private final BlockingQueue<Frame> waiting = new ArrayBlockingQueue<>(WAITING_FRAMES);
  private final FrameChannel channel;
  private volatile boolean closed;

  FrameSender(FrameChannel channel) {
    this.channel = channel;
  }

  /** Sends until the exit frame has gone, or until the client has. */
  @Override
  public void run() {
    try (channel) {
      Frame frame;
      do {
        frame = waiting.take();
        channel.send(frame);
      } while (frame.type() != FrameType.EXIT);
    } catch (IOException e) {
      // The client has gone; who sends next is told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
    }
  }

  /**
   * Hands a frame over; waits while the client is far behind. Any thread, also an interrupted one.
   *
   * @throws IOException when the client has gone
   */
  void send(Frame frame) throws IOException {
    boolean interrupted = false;
    try {
      boolean taken = false;
      while (!taken) {
        if (closed) {
          throw new IOException("the shell's client has gone");
        }
        try {
          taken = waiting.offer(frame, 1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
