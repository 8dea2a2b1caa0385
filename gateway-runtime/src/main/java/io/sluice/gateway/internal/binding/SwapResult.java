package io.sluice.gateway.internal.binding;

/** What became of a swap. */
public enum SwapResult {
  /** The next handler serves. */
  SWAPPED,
  /** No handler has the volume any more, as was asked. */
  LET_GO,
  /** The next handler is no good; nothing was touched. */
  REFUSED,
  /** The handler before could not be taken off in time, or could not flush; it serves on. */
  ABANDONED,
  /** The next handler failed; the one before serves again. */
  ROLLED_BACK,
  /** No handler could be opened. */
  FAILED,
  /** It was no swap: the same handler serves again after a rest. */
  RESUMED;

  static SwapResult of(SwapStep end) {
    return switch (end) {
      case COMMITTED -> SWAPPED;
      case LET_GO -> LET_GO;
      case REFUSED -> REFUSED;
      case ABANDONED -> ABANDONED;
      case ROLLED_BACK -> ROLLED_BACK;
      case FAILED -> FAILED;
      default -> throw new IllegalArgumentException(end + " is no end");
    };
  }
}
