package io.sluice.iscsi.internal.session;

import io.sluice.gateway.LogicalUnit;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.pdu.PduTemplate;
import io.sluice.iscsi.internal.target.LunField;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Task management functions (RFC 7143 11.5, RFC 7144 4). A function is answered when every command
 * that it affects has left its handler; when they don't leave in time, the connection is dropped
 * and nothing is claimed.
 */
public final class TaskManagement {
  private static final int ABORT_TASK = 1;
  private static final int ABORT_TASK_SET = 2;
  private static final int CLEAR_ACA = 3;
  private static final int CLEAR_TASK_SET = 4;
  private static final int LOGICAL_UNIT_RESET = 5;
  private static final int TARGET_WARM_RESET = 6;
  private static final int TARGET_COLD_RESET = 7;
  private static final int TASK_REASSIGN = 8;
  private static final int QUERY_TASK = 9;
  private static final int QUERY_TASK_SET = 10;
  private static final int I_T_NEXUS_RESET = 11;

  private static final int COMPLETE = 0;
  private static final int TASK_DOES_NOT_EXIST = 1;
  private static final int LUN_DOES_NOT_EXIST = 2;
  private static final int REASSIGNMENT_NOT_SUPPORTED = 4;
  private static final int NOT_SUPPORTED = 5;
  private static final int AUTHORIZATION_FAILED = 6;
  private static final int SUCCEEDED = 7; // RFC 7144 4.1: the task or task set is there
  private static final int REJECTED = 255;

  /** So many functions of one session may wait for commands at once; each costs memory. */
  private static final int MOST_WAITING = 64;

  private static final Duration SOON = Duration.ofMillis(100);

  private final Session session;
  private final SessionRegistry sessions;
  private final Timer timer;

  /** What waits, and what ends the waiting when it has taken too long. */
  private final Map<Drain, Future<?>> waiting = new ConcurrentHashMap<>();

  public TaskManagement(Session session, SessionRegistry sessions, Timer timer) {
    this.session = session;
    this.sessions = sessions;
    this.timer = timer;
  }

  /** Carries out a request and answers it, now or when it is done. */
  void request(ByteBuffer header) {
    int function = header.get(Bhs.FLAGS) & Bhs.FUNCTION_MASK;
    int taskTag = header.getInt(Bhs.INITIATOR_TASK_TAG);
    int referenced = header.getInt(Bhs.REFERENCED_TASK_TAG);
    int refCmdSn = header.getInt(Bhs.REF_CMD_SN);
    int lun = LunField.number(header.getLong(Bhs.LUN));
    LogicalUnit unit = session.target().luns().unit(lun);
    if (waiting.size() >= MOST_WAITING) {
      answer(taskTag, REJECTED);
      return;
    }
    switch (function) {
      case ABORT_TASK -> abortTask(taskTag, lun, referenced, refCmdSn);
      case ABORT_TASK_SET -> onUnit(taskTag, unit, () -> abortTaskSet(taskTag, lun));
      case CLEAR_TASK_SET -> onUnit(taskTag, unit, () -> clearTaskSet(taskTag, unit));
      case LOGICAL_UNIT_RESET -> onUnit(taskTag, unit, () -> resetUnit(taskTag, unit));
      case TARGET_WARM_RESET -> resetTarget(taskTag, false);
      case TARGET_COLD_RESET -> coldReset(taskTag);
      case TASK_REASSIGN -> answer(taskTag, REASSIGNMENT_NOT_SUPPORTED);
      case QUERY_TASK -> answer(taskTag, queryTask(lun, referenced));
      case QUERY_TASK_SET -> onUnit(taskTag, unit, () -> queryTaskSet(taskTag, lun));
      case I_T_NEXUS_RESET -> resetNexus(taskTag);
      case CLEAR_ACA -> answer(taskTag, NOT_SUPPORTED); // NORMACA is not either
      default -> answer(taskTag, REJECTED);
    }
  }

  private void onUnit(int taskTag, LogicalUnit unit, Runnable function) {
    if (unit == null) {
      answer(taskTag, LUN_DOES_NOT_EXIST);
    } else {
      function.run();
    }
  }

  private void abortTask(int taskTag, int lun, int referenced, int refCmdSn) {
    IscsiCmd cmd = session.tasks().get(referenced);
    boolean there = cmd != null && cmd.header().lun() == lun;
    Drain drain = drain(taskTag, () -> {});
    if (there && cmd.giveUp(drain)) {
      start(drain);
    } else {
      // A command still to come could be meant (RFC 7143 11.6.1), but none can be on its way here.
      boolean toCome = cmd == null && session.window().contains(refCmdSn);
      answer(taskTag, toCome ? COMPLETE : TASK_DOES_NOT_EXIST);
    }
  }

  private void abortTaskSet(int taskTag, int lun) {
    Drain drain = drain(taskTag, () -> {});
    giveUp(session, drain, cmd -> cmd.header().lun() == lun);
    start(drain);
  }

  private void clearTaskSet(int taskTag, LogicalUnit unit) {
    Drain drain = drain(taskTag, () -> {});
    for (Session each : sessions.all()) {
      boolean affected = giveUp(each, drain, cmd -> cmd.device().equals(unit));
      if (affected && each != session) {
        each.raise(unit, UnitAttentions.COMMANDS_CLEARED);
      }
    }
    start(drain);
  }

  private void resetUnit(int taskTag, LogicalUnit unit) {
    Drain drain = drain(taskTag, () -> unit.reset(UnitAttentions.BUS_DEVICE_RESET));
    for (Session each : sessions.all()) {
      giveUp(each, drain, cmd -> cmd.device().equals(unit));
    }
    start(drain);
  }

  /**
   * Ends the sessions of all others, so it is for those alone who were told that they may (RFC 7143
   * 11.5.1, 11.6.1). TARGET WARM RESET does no more than LOGICAL UNIT RESET of each of its LUNs,
   * which every initiator may send.
   */
  private void coldReset(int taskTag) {
    if (session.target().rules().coldReset()) {
      resetTarget(taskTag, true);
    } else {
      answer(taskTag, AUTHORIZATION_FAILED);
    }
  }

  private void resetTarget(int taskTag, boolean cold) {
    List<Session> affected = sessions.of(session.target());
    Runnable whenDone =
        () -> {
          for (LogicalUnit unit : session.target().luns().units().values()) {
            unit.reset(UnitAttentions.SCSI_BUS_RESET);
          }
          if (cold) {
            dropSoon(affected);
          }
        };
    Drain drain = drain(taskTag, whenDone);
    for (Session each : affected) {
      giveUp(each, drain, cmd -> true);
    }
    start(drain);
  }

  /** After the answer has had the time to leave (RFC 7143 11.5.1: all connections are ended). */
  private void dropSoon(List<Session> affected) {
    Future<?> unused =
        timer.after(SOON, () -> affected.forEach(each -> each.drop("target cold reset")));
  }

  private void resetNexus(int taskTag) {
    Drain drain = drain(taskTag, () -> {});
    giveUp(session, drain, cmd -> true);
    start(drain);
  }

  private int queryTask(int lun, int referenced) {
    IscsiCmd cmd = session.tasks().get(referenced);
    return cmd != null && cmd.header().lun() == lun ? SUCCEEDED : COMPLETE;
  }

  private void queryTaskSet(int taskTag, int lun) {
    boolean any = session.tasks().all().stream().anyMatch(cmd -> cmd.header().lun() == lun);
    answer(taskTag, any ? SUCCEEDED : COMPLETE);
  }

  private static boolean giveUp(Session from, Drain drain, Predicate<IscsiCmd> affected) {
    boolean any = false;
    for (IscsiCmd cmd : from.tasks().all()) {
      any |= affected.test(cmd) && cmd.giveUp(drain);
    }
    return any;
  }

  /** Answers when all have left. */
  private Drain drain(int taskTag, Runnable whenDone) {
    Drain[] drain = new Drain[1];
    drain[0] =
        new Drain(
            () -> {
              whenDone.run();
              answer(taskTag, COMPLETE);
              over(drain[0]);
            });
    return drain[0];
  }

  private void over(Drain drain) {
    Future<?> bound = waiting.remove(drain);
    if (bound != null) {
      bound.cancel(false);
    }
  }

  /** Lets it wait; drops the connection when it does so for too long. */
  private void start(Drain drain) {
    drain.start();
    if (!drain.isEmpty()) {
      Duration bound = session.target().limits().taskManagementTimeout();
      waiting.put(drain, timer.after(bound, () -> giveUpWaiting(drain)));
      if (drain.isEmpty()) { // meanwhile
        over(drain);
      }
    }
  }

  private void giveUpWaiting(Drain drain) {
    if (!drain.isEmpty()) {
      session.drop("commands do not leave their handler, so a task management function has failed");
    }
  }

  private void answer(int taskTag, int response) {
    session
        .writer()
        .send(new PduTemplate(Opcode.TASK_MANAGEMENT_RESPONSE, taskTag).u8(Bhs.RESPONSE, response));
  }
}
