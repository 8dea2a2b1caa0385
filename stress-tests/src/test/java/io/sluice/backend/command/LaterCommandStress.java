package io.sluice.backend.command;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.LaterStore;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.StoreCompletion;
import io.sluice.backend.TestCmd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Commands whose operations end on one thread while another begins them. */
public final class LaterCommandStress {
  private LaterCommandStress() {}

  /** Three operations, each of which ends when somebody comes by. */
  static final class ThreeSteps extends StoreSteps {
    private final AtomicReference<StoreCompletion> underWay = new AtomicReference<>();
    private int begun;

    ThreeSteps(AtomicInteger answers) {
      super(TestCmd.of(0x42), ScsiResponse.good(), response -> answers.incrementAndGet());
    }

    @Override
    boolean beginNext() {
      if (begun == 3) {
        return false;
      }
      begun++;
      underWay.set(this);
      return true;
    }

    /** Ends what is under way; returns whether something was. */
    boolean endOne() {
      StoreCompletion completion = underWay.getAndSet(null);
      if (completion != null) {
        completion.completed(null);
      }
      return completion != null;
    }
  }

  /** Each operation is begun once, and the command is answered once. */
  @JCStressTest
  @Outcome(id = "3, 1", expect = ACCEPTABLE, desc = "all were done, one after the other")
  @Outcome(expect = FORBIDDEN, desc = "one was lost or done twice")
  @State
  public static class StepsThatEndElsewhere {
    private final AtomicInteger answers = new AtomicInteger();
    private final ThreeSteps steps = new ThreeSteps(answers);

    @Actor
    public void transport() {
      steps.begin();
    }

    @Actor
    public void store() {
      steps.endOne();
      steps.endOne();
    }

    @Arbiter
    public void count(II_Result r) {
      while (steps.endOne()) {
        // until nothing is under way
      }
      r.r1 = steps.begun;
      r.r2 = answers.get();
    }
  }

  /** A write that meets a command which must be alone is begun, by one of the two. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "answered once")
  @Outcome(expect = FORBIDDEN, desc = "deferred for ever, or answered twice")
  @State
  public static class WriteAndAlone {
    private final ArrayStore array = ArrayStore.ofBlocks(2);
    private final LaterStore store = new LaterStore(array, Runnable::run);
    private final CommandExclusion exclusion = new CommandExclusion(CommandTable.DISK);
    private final TestCmd write =
        TestCmd.of(0x2A, 0, 0, 0, 0, 1, 0, 0, 1, 0).withDataOut(new byte[512]);
    private final TestCmd alone =
        TestCmd.of(0x89, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0).withDataOut(new byte[1024]);

    @Actor
    public void transport() {
      exclusion.begin(write, store);
    }

    @Actor
    public void worker() {
      try {
        alone.complete(exclusion.respond(alone, store));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Arbiter
    public void count(I_Result r) {
      r.r1 = write.responses().size();
    }
  }
}
