package io.sluice.iscsi.internal.session;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiDevice;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.Segments;
import io.sluice.backend.TaskAttribute;
import io.sluice.backend.command.CommandTable;
import io.sluice.backend.command.TransportCommands;
import io.sluice.iscsi.internal.pdu.OutgoingPdu;
import io.sluice.iscsi.internal.pdu.PduBatch;
import io.sluice.scsi.Cdb;
import java.util.ArrayList;
import java.util.List;

/** A SCSI command that came over a session, from its PDU to its answer's last byte. */
public final class IscsiCmd extends ScsiCmd implements OutgoingPdu {
  private final Session session;
  private final CommandTarget target;
  private final CommandHeader header;
  private final Transfer transfer;
  private WriteTransfer incoming;
  private CommandAnswer answer;

  /** Whom to tell when it has left its handler. */
  private List<Drain> drains = List.of();

  private State state = State.COLLECTING;
  private boolean receiving;

  private enum State {
    /** Its data is on the way to us; its handler does not know it. */
    COLLECTING,
    /** Its handler has it. */
    RUNNING,
    /** It was given up while its handler has it: nobody waits for the answer. */
    GIVEN_UP,
    /** Its handler has let go of it, or never had it. */
    LEFT
  }

  IscsiCmd(
      Session session, CommandTarget target, CommandHeader header, Cdb cdb, Transfer transfer) {
    super(cdb);
    this.session = session;
    this.target = target;
    this.header = header;
    this.transfer = transfer;
  }

  @Override
  public Nexus nexus() {
    return target.nexus();
  }

  @Override
  public ScsiDevice device() {
    return target.device();
  }

  @Override
  public CommandTable transportCommands() {
    return TransportCommands.REPORT_LUNS;
  }

  @Override
  public long tag() {
    return taskTag() & 0xFFFFFFFFL;
  }

  @Override
  public TaskAttribute taskAttribute() {
    return header.attribute();
  }

  @Override
  public Segments dataIn() {
    return transfer.in();
  }

  @Override
  public Segments dataOut() {
    return transfer.out();
  }

  int taskTag() {
    return header.taskTag();
  }

  long lunField() {
    return header.lunField();
  }

  int cmdSn() {
    return header.cmdSn();
  }

  CommandHeader header() {
    return header;
  }

  Transfer transfer() {
    return transfer;
  }

  /** How its data comes; null when it brings none. For the connection's thread. */
  public WriteTransfer incoming() {
    return incoming;
  }

  public void incoming(WriteTransfer value) {
    incoming = value;
  }

  /** Gives it to its handler, unless it was given up. */
  void run() {
    synchronized (this) {
      if (state != State.COLLECTING) {
        return;
      }
      state = State.RUNNING;
    }
    target.execute(this);
  }

  /** Answers it for its handler, which never had it. */
  void answerAtOnce(ScsiResponse response) {
    synchronized (this) {
      if (state != State.COLLECTING) {
        return; // given up meanwhile
      }
      state = State.RUNNING;
    }
    complete(response);
  }

  /** The connection's thread is about to fill its buffers. Returns false when it was given up. */
  synchronized boolean beginReceiving() {
    receiving = state == State.COLLECTING;
    return receiving;
  }

  /** Its buffers are let be again. Returns false when it was given up meanwhile. */
  boolean endReceiving() {
    synchronized (this) {
      receiving = false;
      if (state == State.COLLECTING) {
        return true;
      }
    }
    transfer.release();
    return false;
  }

  @Override
  protected void send(ScsiResponse response) {
    boolean wanted;
    List<Drain> waiting;
    synchronized (this) {
      wanted = state == State.RUNNING;
      state = State.LEFT;
      waiting = drains;
    }
    if (wanted) {
      BlockLimitsPage.limit(
          this, response, target.geometry(), session.target().limits().transferBytes());
      TaskManagementFunctions.tell(this, response);
      answer = new CommandAnswer(this, response);
      session.writer().send(this);
    } else {
      transfer.release();
      session.forget(this);
    }
    for (Drain drain : waiting) {
      drain.left();
    }
  }

  /**
   * Gives it up: it will not be answered. The drain, not started yet, waits for it where its
   * handler has it.
   *
   * @return false when it was answered already
   */
  boolean giveUp(Drain drain) {
    boolean inHandler;
    boolean release;
    synchronized (this) {
      if (state == State.LEFT) {
        return false;
      }
      inHandler = state != State.COLLECTING;
      release = !receiving;
      if (inHandler) {
        state = State.GIVEN_UP;
        drain.add();
        drains = append(drains, drain);
      } else {
        state = State.LEFT;
      }
    }
    if (inHandler) {
      abort(session.elsewhere());
    } else {
      if (release) {
        transfer.release();
      }
      session.forget(this);
    }
    return true;
  }

  private static List<Drain> append(List<Drain> list, Drain drain) {
    List<Drain> longer = new ArrayList<>(list);
    longer.add(drain);
    return longer;
  }

  @Override
  public boolean encode(PduBatch batch) {
    session.forget(this); // once it has its answer, the initiator may use the tag again
    return answer.encode(batch, session.parameters());
  }

  @Override
  public void released() {
    session.forget(this);
    transfer.release();
  }
}
