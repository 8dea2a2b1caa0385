package io.sluice.shell.internal;

import io.sluice.shell.wire.FrameChannel;
import io.sluice.shell.wire.Opening;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets clients attach to the gateway's shell through a Unix domain socket. Who may open the socket
 * is who may enter its folder: there is no port, and no password.
 */
@Component(
    service = {},
    immediate = true)
public final class ShellServer {
  /** Framework property: where the socket is made. Without it there is no shell to attach to. */
  static final String SOCKET = "sluice.shell.socket";

  /** Framework property: the file that keeps what was typed. */
  static final String HISTORY = "sluice.shell.history";

  private static final Logger LOG = LoggerFactory.getLogger(ShellServer.class);

  private final BundleContext bundle;
  private final CommandProcessor processor;
  private final Path socket;
  private final ServerSocketChannel server;
  private final Set<ShellConnection> connections = ConcurrentHashMap.newKeySet();
  private int accepted;

  @Activate
  public ShellServer(BundleContext bundle, @Reference CommandProcessor processor)
      throws IOException {
    this.bundle = bundle;
    this.processor = processor;
    String path = bundle.getProperty(SOCKET);
    if (path == null) {
      throw new IOException("no framework property " + SOCKET);
    }
    this.socket = Path.of(path);
    Files.deleteIfExists(socket);
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    daemon(this::acceptAll, "shell accept");
  }

  @Deactivate
  void stop() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
    for (ShellConnection connection : connections) {
      connection.close();
    }
  }

  private void acceptAll() {
    try {
      while (true) {
        serve(server.accept());
      }
    } catch (ClosedChannelException e) {
      LOG.debug("{} closed", socket);
    } catch (IOException e) {
      LOG.warn("No shell can attach any more, {} failed: {}", socket, e.getMessage());
    }
  }

  private void serve(SocketChannel client) {
    String name = "shell " + ++accepted;
    ShellConnection connection = new ShellConnection(new FrameChannel(client), this::session, name);
    connections.add(connection);
    daemon(
        () -> {
          try {
            connection.run();
          } finally {
            connections.remove(connection);
          }
        },
        name);
  }

  private Session session(Opening opening, FrameSender sender) throws IOException {
    if (opening.isCommand()) {
      return new OneCommand(processor, opening, sender);
    }
    LeavableShell shell = new LeavableShell(bundle, processor);
    Path history = HistoryFile.ownerOnly(Path.of(bundle.getProperty(HISTORY)));
    ShellProfile profile = ShellProfile.in(Path.of(bundle.getProperty(ShellProfile.HOME)));
    return new Interactive(processor, shell, profile, history, opening, sender);
  }

  private static void daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
