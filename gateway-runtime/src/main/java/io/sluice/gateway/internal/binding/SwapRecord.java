package io.sluice.gateway.internal.binding;

import io.sluice.backend.osgi.PrintableText;
import java.time.Instant;

/**
 * A swap that was done, or that did not succeed.
 *
 * @param when its begin
 * @param from the handler that served before, or {@link HandlerRef#NONE}
 * @param to the handler that was to serve, or {@link HandlerRef#NONE}
 * @param why what it was done for
 * @param held how many commands were held
 * @param longestHold of them, milliseconds
 * @param millis from the closing of the gate until its opening, milliseconds
 * @param result what became of it
 * @param reason why it did not succeed; empty where it did
 */
public record SwapRecord(
    Instant when,
    HandlerRef from,
    HandlerRef to,
    String why,
    int held,
    double longestHold,
    double millis,
    SwapResult result,
    String reason) {

  /** Reasons name paths and addresses, which are as a file has them. */
  public SwapRecord {
    reason = PrintableText.ofMessage(reason);
  }

  /** Whether what was asked for is so now. */
  public boolean isDone() {
    return switch (result) {
      case SWAPPED, LET_GO, RESUMED -> true;
      case REFUSED, ABANDONED, ROLLED_BACK, FAILED -> false;
    };
  }
}
