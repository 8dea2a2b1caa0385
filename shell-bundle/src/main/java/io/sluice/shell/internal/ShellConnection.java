package io.sluice.shell.internal;

import io.sluice.shell.wire.Frame;
import io.sluice.shell.wire.FrameChannel;
import io.sluice.shell.wire.Opening;
import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client from its first frame to its last. Its own thread listens to the client, the session
 * runs on a second one, so that what is typed, or hanging up, reaches a command that runs, and a
 * third sends what it prints.
 */
final class ShellConnection implements Runnable, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ShellConnection.class);

  /** Makes the session that a client asked for. */
  interface Sessions {
    Session open(Opening opening, FrameSender sender) throws IOException;
  }

  private final FrameChannel channel;
  private final Sessions sessions;
  private final String name;

  ShellConnection(FrameChannel channel, Sessions sessions, String name) {
    this.channel = channel;
    this.sessions = sessions;
    this.name = name;
  }

  @Override
  public void run() {
    try (channel) {
      Opening opening = Opening.from(channel.receive());
      FrameSender sender = new FrameSender(channel);
      Session session = sessions.open(opening, sender);
      Thread sending = daemon(sender, name + " output");
      Thread running = daemon(() -> serve(session, sender), name + " session");
      try {
        listen(session);
      } finally {
        session.end();
        running.join();
        sending.join();
      }
    } catch (IOException e) {
      LOG.debug("{} ended: {}", name, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen(Session session) throws IOException, InterruptedException {
    for (Frame frame = channel.receive(); frame != null; frame = channel.receive()) {
      session.accept(frame);
    }
  }

  private void serve(Session session, FrameSender sender) {
    int code = 1;
    try {
      try {
        code = session.run();
      } finally {
        sender.send(Frame.exit(code));
      }
    } catch (IOException e) {
      LOG.debug("{}: {}", name, e.getMessage());
    }
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
