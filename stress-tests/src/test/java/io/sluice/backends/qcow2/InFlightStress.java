package io.sluice.backends.qcow2;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Clusters that are read while they are taken out of the tables and given to somebody else. */
public final class InFlightStress {
  private static final int OLD = 0;
  private static final int NEW = 1;
  private static final int REUSED = 9;

  private InFlightStress() {}

  /** A table of one entry, and the clusters that it names. */
  public static class Clusters {
    final InFlight inFlight = new InFlight();
    final int[] clusters = {1, 2};
    volatile int entry = OLD;

    int read() {
      int ticket = inFlight.enter();
      int content = clusters[entry];
      inFlight.exit(ticket);
      return content;
    }

    /** Whether it could be given to another, as it was. */
    boolean replaceAndReuse() {
      entry = NEW;
      long then = inFlight.epoch();
      inFlight.advance();
      inFlight.advance();
      if (!inFlight.isOver(then)) {
        return false;
      }
      clusters[OLD] = REUSED;
      return true;
    }
  }

  /** Who reads gets the content before or after, and never that of whoever has the cluster next. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "as it was")
  @Outcome(
      id = {"2, 0", "2, 1"},
      expect = ACCEPTABLE,
      desc = "as it is now")
  @Outcome(expect = FORBIDDEN, desc = "what another has written there")
  @State
  public static class OneReader extends Clusters {
    @Actor
    public void reader(II_Result r) {
      r.r1 = read();
    }

    @Actor
    public void writer(II_Result r) {
      r.r2 = replaceAndReuse() ? 1 : 0;
    }
  }

  /** Who reads one after the other is in two epochs, and holds up none of them for ever. */
  @JCStressTest
  @Outcome(id = "[12], [12], 1", expect = ACCEPTABLE, desc = "as it was or as it is now")
  @Outcome(expect = FORBIDDEN, desc = "what another has written there, or an epoch without an end")
  @State
  public static class TwoReads extends Clusters {
    @Actor
    public void reader(III_Result r) {
      r.r1 = read();
      r.r2 = read();
    }

    @Actor
    public void writer() {
      replaceAndReuse();
    }

    @Arbiter
    public void quiet(III_Result r) {
      long then = inFlight.epoch();
      inFlight.advance();
      inFlight.advance();
      r.r3 = inFlight.isOver(then) ? 1 : 0;
    }
  }

  /** Both go on at once, one of them while it reads: nobody passes over an epoch with a reader. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "1, 1"},
      expect = ACCEPTABLE,
      desc = "as it was")
  @Outcome(
      id = {"2, 0", "2, 1"},
      expect = ACCEPTABLE,
      desc = "as it is now")
  @Outcome(expect = FORBIDDEN, desc = "what another has written there")
  @State
  public static class TwoAdvance extends Clusters {
    @Actor
    public void reader(II_Result r) {
      int ticket = inFlight.enter();
      int at = entry;
      inFlight.advance();
      inFlight.advance();
      r.r1 = clusters[at];
      inFlight.exit(ticket);
    }

    @Actor
    public void writer(II_Result r) {
      r.r2 = replaceAndReuse() ? 1 : 0;
    }
  }
}
