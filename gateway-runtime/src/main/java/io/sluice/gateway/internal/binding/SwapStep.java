package io.sluice.gateway.internal.binding;

/**
 * The steps by which a logical unit goes from one handler to the next, and which of them follows on
 * which: all there is to decide, apart from how each is done.
 *
 * <p>The gate is closed before {@link #DRAIN} and opened at the end, but for {@link #LET_GO} and
 * {@link #FAILED}, where there is nobody to serve.
 */
public enum SwapStep {
  /** The next handler tells geometry and identity, and is checked. Nothing has been touched. */
  PROBE(BindingState.SERVING, false),
  /** The handler that serves flushes while it does, so that little is left for later. */
  PREPARE(BindingState.SERVING, false),
  /** The last commands leave that handler. */
  DRAIN(BindingState.DRAINING, false),
  /** It flushes what was written since. */
  FLUSH(BindingState.HOLDING, false),
  /** It lets go of its volume. */
  CLOSE(BindingState.SWITCHING, false),
  /** The next one takes hold. */
  OPEN(BindingState.SWITCHING, false),
  /** It is checked again, since the volume may have changed. */
  CHECK(BindingState.SWITCHING, false),
  /** What was opened is closed again. */
  UNDO(BindingState.SWITCHING, false),
  /** The handler that served before takes hold again. */
  RETURN(BindingState.SWITCHING, false),

  /** The next handler serves. */
  COMMITTED(BindingState.SERVING, true),
  /** No handler has the volume. */
  LET_GO(BindingState.HOLDING, true),
  /** The next handler is no good; the one before has served throughout. */
  REFUSED(BindingState.SERVING, true),
  /** The handler before could not be taken off; it serves on. */
  ABANDONED(BindingState.SERVING, true),
  /** The next handler failed; the one before serves again. */
  ROLLED_BACK(BindingState.SERVING, true),
  /** Neither could be opened. */
  FAILED(BindingState.FAILED, true);

  /** How a step ended. */
  enum Outcome {
    DONE,
    FAILED,
    /** It did not end within its time. */
    LATE
  }

  /**
   * What a swap is between.
   *
   * @param hasOld whether a handler serves now
   * @param oldStays whether it may serve on, or serve again: false when its service goes
   * @param hasNew whether one is to serve then
   * @param same whether that is the same one, opened again
   */
  record Ends(boolean hasOld, boolean oldStays, boolean hasNew, boolean same) {
    Ends {
      if (!hasOld && (oldStays || !hasNew || same) || same && !hasNew) {
        throw new IllegalArgumentException("nothing to go from, and nothing to go to");
      }
    }
  }

  private final BindingState state;
  private final boolean end;

  SwapStep(BindingState state, boolean end) {
    this.state = state;
    this.end = end;
  }

  /** What the logical unit is at during this step, or after this end. */
  BindingState state() {
    return state;
  }

  boolean isEnd() {
    return end;
  }

  static SwapStep first(Ends ends) {
    return ends.hasNew() ? PROBE : PREPARE;
  }

  /**
   * The step after this one.
   *
   * <p>LATE is no outcome where there is nothing else to do but to wait, see {@link #mustEnd}.
   */
  SwapStep next(Outcome outcome, Ends ends) {
    boolean done = outcome == Outcome.DONE;
    if (outcome == Outcome.LATE && mustEnd(ends)) {
      throw new IllegalArgumentException(this + " is waited for");
    }
    return switch (this) {
      case PROBE -> !done ? REFUSED : ends.hasOld() ? PREPARE : OPEN;
      case PREPARE -> done || !ends.oldStays() ? DRAIN : ABANDONED;
      case DRAIN -> done ? FLUSH : ABANDONED;
      case FLUSH -> done || !ends.oldStays() ? CLOSE : ABANDONED;
      case CLOSE -> !done && ends.oldStays() ? RETURN : ends.hasNew() ? OPEN : LET_GO;
      case OPEN -> done ? CHECK : returnOrFail(ends);
      case CHECK -> done ? COMMITTED : UNDO;
      case UNDO -> returnOrFail(ends);
      case RETURN -> done ? ROLLED_BACK : FAILED;
      default -> throw new IllegalStateException(this + " is the end");
    };
  }

  private static SwapStep returnOrFail(Ends ends) {
    return ends.oldStays() ? RETURN : FAILED;
  }

  /**
   * Whether nothing else can be done before this step has ended, however long it takes: a handler
   * that is closing, or that has to go, keeps its volume until then, and nobody else may open it.
   */
  boolean mustEnd(Ends ends) {
    return switch (this) {
      case PREPARE, DRAIN, FLUSH -> !ends.oldStays();
      case OPEN -> ends.same();
      case CLOSE, UNDO, RETURN -> true;
      default -> false;
    };
  }
}
