package io.sluice.iscsi.internal.server;

import io.sluice.backend.osgi.PrintableText;
import io.sluice.iscsi.internal.login.LoginException;
import io.sluice.iscsi.internal.login.LoginOutcome;
import io.sluice.iscsi.internal.login.LoginPhase;
import io.sluice.iscsi.internal.login.LoginReply;
import io.sluice.iscsi.internal.login.LoginStatus;
import io.sluice.iscsi.internal.login.OperationalParameters;
import io.sluice.iscsi.internal.memory.HeldMemory;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.CommandWindow;
import io.sluice.iscsi.internal.pdu.PduBatch;
import io.sluice.iscsi.internal.pdu.PduReader;
import io.sluice.iscsi.internal.pdu.PduWriter;
import io.sluice.iscsi.internal.pdu.ProtocolException;
import io.sluice.iscsi.internal.pdu.SocketIo;
import io.sluice.iscsi.internal.session.CommandIntake;
import io.sluice.iscsi.internal.session.FullFeaturePhase;
import io.sluice.iscsi.internal.session.KeepAlive;
import io.sluice.iscsi.internal.session.Readership;
import io.sluice.iscsi.internal.session.Session;
import io.sluice.iscsi.internal.session.TaskManagement;
import io.sluice.iscsi.internal.session.TextExchange;
import io.sluice.iscsi.internal.target.Limits;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One connection, from its login to its end, read by one thread at a time. Whatever goes wrong here
 * ends this connection and nothing else.
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
  private HeldMemory.Account held;

  // From the end of the login on; of the thread that reads.
  private Session session;
  private KeepAlive keepAlive;
  private StallWatch stall;
  private Readership readership;
  private FullFeaturePhase phase;

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

  /**
   * Before it runs.
   *
   * @param account where is counted what it makes us hold
   */
  void counted(HeldMemory.Account account) {
    held = account;
  }

  /** What it makes us hold. */
  HeldMemory.Account held() {
    return held;
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
  public Executor elsewhere() {
    return server.standby()::attempt;
  }

  /** Logs the initiator in, and reads. */
  @Override
  public void run() {
    guarded(
        () -> {
          io = new SocketIo(channel, batch, held);
          writer = io.writer();
          if (dropReason != null) { // before it began
            return true;
          }
          PduReader reader = new PduReader(io, LoginPhase.LOGIN_DATA_SEGMENT_LENGTH);
          session = login(reader);
          return session == null || beginFullFeaturePhase(reader).run();
        });
  }

  /** Reads on where the thread that did so is kept by a handler. */
  private void readOn() {
    guarded(
        () -> {
          io.readHere();
          return phase.run();
        });
  }

  /** What a thread does for a connection; false when another thread goes on with it. */
  @FunctionalInterface
  private interface Reading {
    boolean isLast() throws IOException;
  }

  /** Of all threads that read a connection, the last one ends it. */
  private void guarded(Reading reading) {
    boolean ends = true;
    try {
      ends = reading.isLast();
      if (ends) {
        io.finish(LAST_WORDS);
      }
    } catch (EOFException | ClosedChannelException e) {
      LOG.debug("{}: connection ended{}", from, dropReason == null ? "" : ": " + dropReason);
    } catch (ProtocolException e) {
      finishAfter(e);
      server.complaints().on(LOG).log("{}: connection dropped: {}", from, e.getMessage());
    } catch (IOException e) {
      LOG.debug("{}: connection broken: {}", from, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{}: connection dropped", from, e);
    } finally {
      if (ends) {
        end();
      }
    }
  }

  private void finishAfter(ProtocolException refused) {
    try {
      io.finish(LAST_WORDS);
    } catch (IOException e) {
      refused.addSuppressed(e);
    }
  }

  private void end() {
    if (readership != null) {
      server.watch().remove(readership);
      keepAlive.close();
      stall.close();
    }
    if (session != null) {
      LOG.atLevel(logLevel(session))
          .log("{}: session ended{}", session, dropReason == null ? "" : ": " + dropReason);
    }
    if (writer != null) {
      writer.close();
    }
    if (session != null) {
      session.connectionEnded();
    }
    try (channel;
        SocketIo unused = io) {
      LOG.trace("{}: connection closed", from);
    } catch (IOException e) {
      LOG.debug("{}: closing: {}", from, e.getMessage());
    }
    server.admission().ended(this);
  }

  /** Returns null when the login was refused. */
  private Session login(PduReader reader) throws IOException {
    Future<?> deadline =
        server.timer().after(server.loginTimeout(), () -> drop("login takes too long"));
    try {
      return negotiate(reader);
    } finally {
      deadline.cancel(false);
      server.admission().loginEnded(this);
    }
  }

  private Session negotiate(PduReader reader) throws IOException {
    try (LoginPhase phase = server.admission().newLogin(portal, from)) {
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
    Session session = server.admission().begin(this, header, outcome, from, window);
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

  private FullFeaturePhase beginFullFeaturePhase(PduReader reader) {
    OperationalParameters agreed = session.parameters();
    // The last login response has left the batch, so this begins where it must (RFC 7143 13.1).
    reader.digests(agreed.headerDigest(), agreed.dataDigest());
    reader.maxDataSegment(
        session.isDiscovery()
            ? LoginPhase.LOGIN_DATA_SEGMENT_LENGTH
            : LoginPhase.MAX_RECV_DATA_SEGMENT_LENGTH);
    batch.digests(agreed.headerDigest(), agreed.dataDigest());
    Limits limits = Admission.limits(session);
    keepAlive = new KeepAlive(session, server.timer(), limits.pingInterval(), limits.pingTimeout());
    stall = new StallWatch(session, reader, server.timer(), limits.stallTimeout());
    readership = new Readership(session, server.standby(), this::readOn);
    phase =
        new FullFeaturePhase(
            session,
            first.cid(),
            reader,
            new CommandIntake(session, reader, server.pool()),
            new TaskManagement(session, server.sessions(), server.timer()),
            new TextExchange(session, held, (of, which) -> server.sendTargets(this, of, which)),
            keepAlive,
            readership,
            held);
    server.watch().add(readership);
    return phase;
  }
}
