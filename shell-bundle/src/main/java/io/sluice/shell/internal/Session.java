package io.sluice.shell.internal;

import io.sluice.shell.wire.Frame;
import java.io.IOException;

/** One client's conversation with the gateway. */
interface Session {
  /** Runs to its end on the calling thread and gives the client's exit code. */
  int run() throws IOException;

  /** A frame from the client, on the connection's thread. */
  void accept(Frame frame) throws InterruptedException;

  /** The client has gone, or the gateway stops: end soon. Any thread. */
  void end();
}
