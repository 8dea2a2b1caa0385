package io.sluice.iscsi.internal.session;

import io.sluice.backend.osgi.PrintableText;
import io.sluice.iscsi.internal.login.LoginException;
import io.sluice.iscsi.internal.login.LoginOutcome;
import io.sluice.iscsi.internal.login.LoginPhase;
import io.sluice.iscsi.internal.login.LoginReply;
import io.sluice.iscsi.internal.login.LoginStatus;
import io.sluice.iscsi.internal.login.OperationalParameters;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.PduReader;
import io.sluice.iscsi.internal.pdu.ProtocolException;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One connection, from its login to its end, on a thread of its own. Whatever goes wrong here ends
 * this connection and nothing else.
 */
final class Connection implements Runnable, Session.Link {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final SocketChannel channel;
  private final Portal portal;
  private final IscsiServer server;
  private final InetAddress from;
  private final CommandWindow window = new CommandWindow();
  private final PduBatch batch = new PduBatch(window);
  private volatile PduWriter writer;
  private volatile SocketIo io;
  private volatile String dropReason;
  private LoginHeader first;

  Connection(SocketChannel channel, Portal portal, IscsiServer server) throws IOException {
    this.channel = channel;
    this.portal = portal;
    this.server = server;
    from = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
  }

  /** Where the initiator reached us. */
  InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  /** Where the initiator is. */
  InetAddress from() {
    return from;
  }

  Portal portal() {
    return portal;
  }

  @Override
  public PduWriter writer() {
    return writer;
  }

  @Override
  public void drop(String reason) {
    dropReason = reason;
    SocketIo socket = io;
    if (socket != null) {
      socket.abort();
    }
  }

  @Override
  public void run() {
    try (channel;
        SocketIo socket = new SocketIo(channel, batch)) {
      io = socket;
      writer = socket.writer();
      if (dropReason == null) { // else it was dropped before it began
        serve(socket);
      }
    } catch (EOFException | ClosedChannelException e) {
      LOG.debug("{}: connection ended{}", from, dropReason == null ? "" : ": " + dropReason);
    } catch (ProtocolException e) {
      server.complaints().on(LOG).log("{}: connection dropped: {}", from, e.getMessage());
    } catch (IOException e) {
      LOG.debug("{}: connection broken: {}", from, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{}: connection dropped", from, e);
    } finally {
      if (writer != null) {
        writer.close();
      }
      server.ended(this);
    }
  }

  private void serve(SocketIo socket) throws IOException {
    PduReader reader = new PduReader(socket, LoginPhase.LOGIN_DATA_SEGMENT_LENGTH);
    Future<?> deadline =
        server.timer().after(server.loginTimeout(), () -> drop("login takes too long"));
    Session session;
    try {
      session = login(reader);
    } finally {
      deadline.cancel(false);
      server.loginEnded(this);
    }
    if (session == null) {
      socket.finish(LAST_WORDS);
      return;
    }
    try {
      fullFeaturePhase(session, reader);
      socket.finish(LAST_WORDS);
    } catch (ProtocolException e) {
      socket.finish(LAST_WORDS);
      throw e;
    } finally {
      LOG.atLevel(logLevel(session))
          .log("{}: session ended{}", session, dropReason == null ? "" : ": " + dropReason);
      writer.close();
      session.connectionEnded();
    }
  }

  /** Returns null when the login was refused. */
  private Session login(PduReader reader) throws IOException {
    try (LoginPhase phase = server.newLogin(portal, from)) {
      while (true) {
        LoginHeader header = nextLogin(reader);
        try {
          header.requireSame(first);
          header.requireServable();
          LoginReply reply = phase.request(header.flags(), reader.readData());
          Optional<LoginOutcome> outcome = phase.outcome();
          if (outcome.isEmpty()) {
            reply(header, reply, 0);
          } else {
            return begin(header, reply, outcome.get());
          }
        } catch (LoginException e) {
          server
              .complaints()
              .on(LOG)
              .log("{}: login of {} refused: {}", from, phase.initiator(), e.getMessage());
          refuse(header, e.status());
          return null;
        }
      }
    }
  }

  private LoginHeader nextLogin(PduReader reader) throws IOException {
    ByteBuffer pdu = reader.next();
    if (!LoginHeader.isLogin(pdu)) { // RFC 7143 6.3: no Reject, the connection is closed
      throw new ProtocolException(null, "it did not begin with a login");
    }
    LoginHeader header = LoginHeader.read(pdu);
    if (first == null) {
      first = header;
      window.open(header.cmdSn());
      batch.startAt(header.expStatSn());
    }
    return header;
  }

  private void reply(LoginHeader header, LoginReply reply, int handle) {
    writer.send(header.response(handle).flags(reply.flags()).data(reply.text()));
  }

  private void refuse(LoginHeader header, LoginStatus status) {
    writer.send(
        header
            .response(0)
            .u8(Bhs.STATUS_CLASS, status.code() >> 8)
            .u8(Bhs.STATUS_DETAIL, status.code() & 0xFF));
  }

  /** The login has succeeded: the session begins with its last reply. */
  private Session begin(LoginHeader header, LoginReply reply, LoginOutcome outcome)
      throws LoginException {
    Session session = server.begin(this, header, outcome, from, window);
    LOG.atLevel(logLevel(session))
        .log(
            "{}: session with {} begun{}",
            session,
            session.isDiscovery() ? "discovery" : session.target(),
            authentication(outcome));
    reply(header, reply, session.handle());
    writer.flush();
    return session;
  }

  private static String authentication(LoginOutcome outcome) {
    return outcome
        .credential()
        .map(
            proved ->
                ", authenticated as %s by %s"
                    .formatted(PrintableText.ofValue(proved.name()), outcome.chapAlgorithm().get()))
        .orElse("");
  }

  private static Level logLevel(Session session) {
    return session.isDiscovery() ? Level.DEBUG : Level.INFO;
  }

  private void fullFeaturePhase(Session session, PduReader reader) throws IOException {
    OperationalParameters agreed = session.parameters();
    // The last login response has left the batch, so this begins where it must (RFC 7143 13.1).
    reader.digests(agreed.headerDigest(), agreed.dataDigest());
    reader.maxDataSegment(LoginPhase.MAX_RECV_DATA_SEGMENT_LENGTH);
    batch.digests(agreed.headerDigest(), agreed.dataDigest());
    Limits limits = server.limits(session);
    try (KeepAlive keepAlive =
        new KeepAlive(session, server.timer(), limits.pingInterval(), limits.pingTimeout())) {
      new FullFeaturePhase(
              session,
              first.cid(),
              reader,
              new CommandIntake(session, reader, server.pool()),
              new TaskManagement(session, server.sessions(), server.timer()),
              new TextExchange(session, (of, which) -> server.sendTargets(this, of, which)),
              keepAlive)
          .run();
    }
  }
}
