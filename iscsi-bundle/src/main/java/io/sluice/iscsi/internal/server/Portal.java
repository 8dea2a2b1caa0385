package io.sluice.iscsi.internal.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An address that initiators connect to, with the thread that accepts them. */
final class Portal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Portal.class);
  private static final int BACKLOG = 128;
  private static final long PAUSE_NANOS = 100_000_000;

  private final InetSocketAddress configured;
  private final ServerSocketChannel channel;
  private final InetSocketAddress bound;

  /** Listens from here on; connections wait until {@link #accept}. */
  Portal(InetSocketAddress address) throws IOException {
    configured = address;
    channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address, BACKLOG);
      bound = (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** As configured. */
  InetSocketAddress address() {
    return configured;
  }

  /** With the port that it got, where any would do. */
  InetSocketAddress boundAddress() {
    return bound;
  }

  /** Accepts connections until it is closed. */
  void accept(IscsiServer server) {
    while (channel.isOpen()) {
      try {
        take(channel.accept(), server);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("{}: can't accept connections: {}", configured, e.getMessage());
        LockSupport.parkNanos(PAUSE_NANOS); // out of descriptors, most likely
      }
    }
  }

  private void take(SocketChannel accepted, IscsiServer server) throws IOException {
    try {
      accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
      accepted.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      server.admission().begin(new Connection(accepted, this, server));
    } catch (IOException | RuntimeException | OutOfMemoryError e) { // of threads, for one
      accepted.close();
      server
          .complaints()
          .on(LOG)
          .log("{}: a connection was not taken: {}", configured, e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public String toString() {
    return configured.toString();
  }
}
