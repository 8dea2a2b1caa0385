package io.sluice.backend;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.scsi.Cdb;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** A command that is answered, and given up, by several threads at once. */
public final class CompletionStress {
  private CompletionStress() {}

  /** Counts what was sent. */
  static final class CountedCmd extends ScsiCmd {
    private static final Cdb TEST_UNIT_READY = new Cdb(new byte[6]);

    final AtomicInteger sent = new AtomicInteger();

    CountedCmd() {
      super(TEST_UNIT_READY);
    }

    @Override
    protected void send(ScsiResponse response) {
      sent.incrementAndGet();
    }

    @Override
    public Nexus nexus() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ScsiDevice device() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long tag() {
      return 1;
    }

    @Override
    public TaskAttribute taskAttribute() {
      return TaskAttribute.SIMPLE;
    }

    @Override
    public Segments dataIn() {
      return Segments.EMPTY;
    }

    @Override
    public Segments dataOut() {
      return Segments.EMPTY;
    }
  }

  /** Two threads answer: one of them does, and its answer is sent and told to the listener. */
  @JCStressTest
  @Outcome(
      id = {"1, 0, 1, 1", "0, 1, 1, 1"},
      expect = ACCEPTABLE,
      desc = "answered once")
  @Outcome(expect = FORBIDDEN, desc = "not once")
  @State
  public static class TwoAnswers {
    private final CountedCmd cmd = new CountedCmd();
    private final AtomicInteger told = new AtomicInteger();

    public TwoAnswers() {
      cmd.onCompletion((answered, response) -> told.incrementAndGet());
    }

    @Actor
    public void one(IIII_Result r) {
      r.r1 = cmd.completeUnlessDone(ScsiResponse.good()) ? 1 : 0;
    }

    @Actor
    public void other(IIII_Result r) {
      r.r2 = cmd.completeUnlessDone(ScsiResponse.mediumError()) ? 1 : 0;
    }

    @Arbiter
    public void count(IIII_Result r) {
      r.r3 = cmd.sent.get();
      r.r4 = told.get();
    }
  }

  /** It is given up while its handler says how: that is done, once. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the action ran")
  @Outcome(expect = FORBIDDEN, desc = "the action was lost, or ran twice")
  @State
  public static class AbortAndOnAbort {
    private final CountedCmd cmd = new CountedCmd();
    private final AtomicInteger ran = new AtomicInteger();

    @Actor
    public void handler() {
      cmd.onAbort(ran::incrementAndGet);
    }

    @Actor
    public void initiator() {
      cmd.abort();
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = ran.get();
    }
  }

  /** Two give it up: only one of them runs the action. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the action ran")
  @Outcome(expect = FORBIDDEN, desc = "the action was lost, or ran twice")
  @State
  public static class TwoAborts {
    private final CountedCmd cmd = new CountedCmd();
    private final AtomicInteger ran = new AtomicInteger();

    public TwoAborts() {
      cmd.onAbort(ran::incrementAndGet);
    }

    @Actor
    public void initiator() {
      cmd.abort();
    }

    @Actor
    public void session() {
      cmd.abort();
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = ran.get();
    }
  }

  /** A handler replaces its action: the later one runs, whichever was there. */
  @JCStressTest
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the second alone")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the first, and the second when it was set")
  @Outcome(expect = FORBIDDEN, desc = "the second was lost, or one ran twice")
  @State
  public static class AbortAndReplacedAction {
    private final CountedCmd cmd = new CountedCmd();
    private final AtomicInteger first = new AtomicInteger();
    private final AtomicInteger second = new AtomicInteger();

    @Actor
    public void handler() {
      cmd.onAbort(first::incrementAndGet);
      cmd.onAbort(second::incrementAndGet);
    }

    @Actor
    public void initiator() {
      cmd.abort();
    }

    @Arbiter
    public void count(II_Result r) {
      r.r1 = first.get();
      r.r2 = second.get();
    }
  }

  /** It is given up while it is answered: the answer is sent, and the action runs at most once. */
  @JCStressTest
  @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "answered before")
  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "given up before, or at the same time")
  @Outcome(expect = FORBIDDEN, desc = "no answer, or several, or not known to be given up")
  @State
  public static class AbortAndAnswer {
    private final CountedCmd cmd = new CountedCmd();
    private final AtomicInteger ran = new AtomicInteger();

    public AbortAndAnswer() {
      cmd.onAbort(ran::incrementAndGet);
    }

    @Actor
    public void handler() {
      cmd.complete(ScsiResponse.good());
    }

    @Actor
    public void initiator() {
      cmd.abort();
    }

    @Arbiter
    public void count(III_Result r) {
      r.r1 = cmd.sent.get();
      r.r2 = ran.get();
      r.r3 = cmd.isAborted() ? 1 : 0;
    }
  }
}
