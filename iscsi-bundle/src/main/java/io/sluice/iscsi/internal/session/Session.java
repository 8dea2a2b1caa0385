package io.sluice.iscsi.internal.session;

import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.iscsi.internal.login.ChapSecrets;
import io.sluice.iscsi.internal.login.LoginOutcome;
import io.sluice.iscsi.internal.login.OperationalParameters;
import io.sluice.iscsi.internal.login.TargetRules;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.CommandWindow;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.pdu.PduTemplate;
import io.sluice.iscsi.internal.pdu.PduWriter;
import io.sluice.iscsi.internal.target.Target;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * A session of one initiator with one target, over one connection. It ends when its connection has
 * ended and all its commands have left their handlers.
 */
public final class Session {
  /** Immediate commands may come on top of the window. */
  private static final int IMMEDIATE_COMMANDS = 32;

  // Events of an asynchronous message (RFC 7143 11.9.1).
  private static final int SCSI_EVENT = 0;
  private static final int LOGOUT_REQUESTED = 1;

  private final SessionName name;
  private final int handle;
  private final Target target;
  private final InetAddress from;
  private final Link link;
  private final CommandWindow window;
  private volatile Optional<ChapSecrets.Credential> credential;
  private final TaskTable tasks;
  private final AbsentLun absent;
  private final SessionLuns luns = new SessionLuns();
  private final CompletableFuture<Void> disconnected = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final OperationalParameters parameters;
  private final Instant begun = Instant.now();
  private boolean detached;

  /** Its connection, as far as a session needs it. */
  public interface Link {
    PduWriter writer();

    /** Drops the connection, from any thread. */
    void drop(String reason);

    /** Runs what may block on threads of which none is awaited. */
    Executor elsewhere();
  }

  /**
   * At the end of a login.
   *
   * @param handle the TSIH
   * @param target null for a discovery session
   */
  public Session(
      SessionName name,
      int handle,
      Target target,
      InetAddress from,
      Link link,
      CommandWindow window,
      LoginOutcome outcome) {
    this.name = name;
    this.handle = handle;
    this.target = target;
    this.from = from;
    this.link = link;
    this.window = window;
    parameters = outcome.parameters();
    credential = outcome.credential();
    tasks = new TaskTable((target == null ? 0 : target.limits().commands()) + IMMEDIATE_COMMANDS);
    absent = new AbsentLun(target == null ? null : ports(), target);
  }

  public SessionName name() {
    return name;
  }

  public int handle() {
    return handle;
  }

  public Target target() {
    return target;
  }

  public boolean isDiscovery() {
    return target == null;
  }

  /** As whom and by what it was authenticated, where it was. */
  public Optional<ChapSecrets.Credential> credential() {
    return credential;
  }

  /** As whom it was authenticated; empty where it was not. */
  public Optional<String> chapName() {
    return credential.map(ChapSecrets.Credential::name);
  }

  /** The names of its I_T nexus, with the CHAP name that it goes by now. */
  public InitiatorNexus ports() {
    return new InitiatorNexus(name.initiatorPort(), target.portName(), chapName().orElse(""));
  }

  /**
   * Whether a session of the same name may take its place: of the same CHAP name. Where one of the
   * two did not have to authenticate, names are claims, and it may.
   */
  boolean mayBeReplacedBy(Session other) {
    return chapName().isEmpty()
        || other.chapName().isEmpty()
        || chapName().equals(other.chapName());
  }

  /** Its initiator goes by another CHAP name from here on, if it went by this one. */
  public boolean rebind(String from, String to) {
    Optional<ChapSecrets.Credential> before = credential;
    if (before.isEmpty() || !before.get().name().equals(from)) {
      return false;
    }
    credential = Optional.of(new ChapSecrets.Credential(to, before.get().secret()));
    return true;
  }

  /** When it began. */
  public Instant begun() {
    return begun;
  }

  /** Where its connection comes from. */
  public InetAddress from() {
    return from;
  }

  /** Whether its initiator, as it logged in, may log in by these rules. */
  public boolean isAllowedBy(TargetRules rules) {
    return isAuthenticFor(rules) && rules.access().allows(name.initiator(), from);
  }

  /** By its name alone: a secret that was changed holds from the next login on. */
  private boolean isAuthenticFor(TargetRules rules) {
    if (rules.chap().isEmpty()) {
      return true;
    }
    Optional<ChapSecrets> secrets = rules.chap().get().settled();
    return chapName()
        .filter(by -> secrets.isEmpty() || secrets.get().admits(by, name.initiator()))
        .isPresent();
  }

  public PduWriter writer() {
    return link.writer();
  }

  /** Where what may block is run. */
  Executor elsewhere() {
    return link.elsewhere();
  }

  CommandWindow window() {
    return window;
  }

  public TaskTable tasks() {
    return tasks;
  }

  public OperationalParameters parameters() {
    return parameters;
  }

  /** Where commands for this LUN go. */
  CommandTarget lun(int number) {
    LogicalUnit unit = target.luns().unit(number);
    if (unit == null) {
      return absent;
    }
    SessionLun lun = luns.get(number);
    return lun != null && lun.unit() == unit ? lun : attach(number, unit);
  }

  private synchronized CommandTarget attach(int number, LogicalUnit unit) {
    SessionLun before = luns.get(number);
    if (before != null && before.unit() == unit) {
      return before;
    }
    if (detached) {
      return absent;
    }
    SessionLun lun = new SessionLun(unit, ports(), target, this::visible);
    luns.set(number, lun);
    if (before != null) {
      before.close();
    }
    return lun;
  }

  /** The nexus with another unit of this session's LUN map, and with none beyond it. */
  private ItNexus visible(Predicate<? super LogicalUnit> wanted) {
    for (Map.Entry<Integer, LogicalUnit> entry : target.luns().units().entrySet()) {
      if (wanted.test(entry.getValue())) {
        return lun(entry.getKey()) instanceof SessionLun lun ? lun.nexus() : null;
      }
    }
    return null;
  }

  /**
   * The target's LUNs are others now: those that are gone are let go, the rest reports it, and the
   * initiator is told without asking (RFC 7143 11.9.1, event 0).
   */
  public void lunsChanged() {
    updateLuns();
    byte[] sense =
        new SenseData(SenseKey.UNIT_ATTENTION, UnitAttentions.REPORTED_LUNS_DATA_HAS_CHANGED)
            .toFixedFormat();
    writer()
        .send(
            new PduTemplate(Opcode.ASYNC_MESSAGE, Bhs.RESERVED_TAG)
                .u8(Bhs.ASYNC_EVENT, SCSI_EVENT)
                .data(
                    ByteBuffer.allocate(2 + sense.length)
                        .putShort((short) sense.length)
                        .put(sense)
                        .array()));
  }

  private synchronized void updateLuns() {
    luns.forEach(
        (lun, number) -> {
          if (target.luns().unit(number) == lun.unit()) {
            lun.attentions().raise(UnitAttentions.REPORTED_LUNS_DATA_HAS_CHANGED);
          } else {
            luns.set(number, null);
            lun.close();
          }
        });
  }

  /** Establishes a unit attention condition where this session uses that logical unit. */
  void raise(LogicalUnit unit, AdditionalSense condition) {
    luns.forEach(
        (lun, number) -> {
          if (lun.unit() == unit) {
            lun.attentions().raise(condition);
          }
        });
  }

  /** Adds the logical units that it has used. */
  public void addUsed(Set<? super LogicalUnit> used) {
    luns.forEach((lun, number) -> used.add(lun.unit()));
  }

  /** A command needs no more to be known. */
  void forget(IscsiCmd cmd) {
    if (tasks.remove(cmd) && !cmd.header().immediate()) {
      window.advance();
    }
  }

  /** Asks the initiator to log out within that time (RFC 7143 11.9.1, event 1). */
  public void requestLogout(int seconds) {
    writer()
        .send(
            new PduTemplate(Opcode.ASYNC_MESSAGE, Bhs.RESERVED_TAG)
                .u8(Bhs.ASYNC_EVENT, LOGOUT_REQUESTED)
                .u16(Bhs.ASYNC_PARAMETER_3, seconds));
  }

  public void drop(String reason) {
    link.drop(reason);
  }

  /** Its connection is gone: gives up all its commands, and ends when they have left. */
  public void connectionEnded() {
    Drain drain = new Drain(this::end);
    for (IscsiCmd cmd : tasks.all()) {
      cmd.giveUp(drain);
    }
    disconnected.complete(null);
    drain.start();
  }

  private void end() {
    List<SessionLun> attached = new ArrayList<>();
    synchronized (this) {
      detached = true;
      luns.forEach(
          (lun, number) -> {
            luns.set(number, null);
            attached.add(lun);
          });
    }
    attached.forEach(SessionLun::close);
    ended.complete(null);
  }

  /** Completes when its connection is gone; its handlers may still have commands of it. */
  public CompletableFuture<Void> disconnected() {
    return disconnected;
  }

  /** Completes when it has ended. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public String toString() {
    return name.initiator() + " at " + from.getHostAddress();
  }
}
