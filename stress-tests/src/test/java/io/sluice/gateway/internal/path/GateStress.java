package io.sluice.gateway.internal.path;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.VolumeInfo;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Commands that go through the gate while it is opened, closed and drained. */
public final class GateStress {
  private static final int NOT_LET_IN = 0;
  private static final int OPEN = 1;
  private static final int CLOSED = 2;

  private GateStress() {}

  /** Says whether it is open. */
  static final class Handler implements ScsiCmdHandler {
    int state = OPEN; // plain: the gate alone makes it known

    @Override
    public VolumeInfo probe() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void open() {}

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public void handle(ScsiCmd cmd) {
      throw new UnsupportedOperationException();
    }
  }

  private static int pass(Gate gate) {
    Handler handler = (Handler) gate.enter();
    if (handler == null) {
      return NOT_LET_IN;
    }
    int state = handler.state;
    gate.leave();
    return state;
  }

  /** Closes the handler when nobody can be in it any more. Waits for as long as that takes. */
  private static int drain(Gate gate, Handler handler) {
    gate.close();
    boolean isDrained = gate.awaitDrained(Long.MAX_VALUE / 2);
    handler.state = CLOSED;
    return isDrained ? 1 : 0;
  }

  /** Whoever is let in finds the handler open; who waits is woken by the last who leaves. */
  @JCStressTest
  @Outcome(
      id = {"0, 1, 0", "1, 1, 0"},
      expect = ACCEPTABLE,
      desc = "held, or served before")
  @Outcome(expect = FORBIDDEN, desc = "served by a closed handler, or counted wrongly")
  @State
  public static class EnterAndDrain {
    private final Gate gate = new Gate();
    private final Handler handler = new Handler();

    public EnterAndDrain() {
      gate.open(handler);
    }

    @Actor
    public void command(III_Result r) {
      r.r1 = pass(gate);
    }

    @Actor
    public void control(III_Result r) {
      r.r2 = drain(gate, handler);
    }

    @Arbiter
    public void count(III_Result r) {
      r.r3 = gate.inFlight();
    }
  }

  /** The same with two commands, of which the second may be held though the first is inside. */
  @JCStressTest
  @Outcome(
      id = {"0, 0, 1", "1, 0, 1", "1, 1, 1"},
      expect = ACCEPTABLE,
      desc = "held, or served")
  @Outcome(expect = FORBIDDEN, desc = "served by a closed handler, or not drained")
  @State
  public static class TwoEnterAndDrain {
    private final Gate gate = new Gate();
    private final Handler handler = new Handler();

    public TwoEnterAndDrain() {
      gate.open(handler);
    }

    @Actor
    public void commands(III_Result r) {
      Handler first = (Handler) gate.enter();
      r.r2 = pass(gate);
      r.r1 = first == null ? NOT_LET_IN : first.state;
      if (first != null) {
        gate.leave();
      }
    }

    @Actor
    public void control(III_Result r) {
      r.r3 = drain(gate, handler);
    }
  }

  /** A handler that is changed: a command goes to none, to the old one or to the new, whole. */
  @JCStressTest
  @Outcome(
      id = {"0", "1"},
      expect = ACCEPTABLE,
      desc = "held, or served by one that is open")
  @Outcome(expect = FORBIDDEN, desc = "served by a closed handler, or by one not seen as a whole")
  @State
  public static class EnterAndChange {
    private final Gate gate = new Gate();
    private final Handler old = new Handler();

    public EnterAndChange() {
      gate.open(old);
    }

    @Actor
    public void command(I_Result r) {
      r.r1 = pass(gate);
    }

    @Actor
    public void control() {
      drain(gate, old);
      gate.open(new Handler());
    }
  }

  /** It is opened: whoever is let in sees the handler as whoever opened it left it. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 0"},
      expect = ACCEPTABLE,
      desc = "held, or served")
  @Outcome(expect = FORBIDDEN, desc = "let in without a handler, or counted wrongly")
  @State
  public static class EnterAndOpen {
    private final Gate gate = new Gate();
    private final Handler handler = new Handler();

    public EnterAndOpen() {
      handler.state = CLOSED;
    }

    @Actor
    public void command(II_Result r) {
      r.r1 = pass(gate);
    }

    @Actor
    public void control() {
      handler.state = OPEN;
      gate.open(handler);
    }

    @Arbiter
    public void count(II_Result r) {
      r.r2 = gate.inFlight();
    }
  }
}
