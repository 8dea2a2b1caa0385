package io.sluice.gateway.internal;

import java.util.Optional;

/**
 * How a logical unit stands with its handler, at one time.
 *
 * @param state what it is at
 * @param candidate the handler that it is about; null where there is none
 * @param reason for a person: why it is not ONLINE; empty where there is nothing to say
 * @param since {@link System#nanoTime} of the change to this
 */
record BindingStatus(BindingState state, Candidate candidate, String reason, long since) {
  BindingStatus(BindingState state, Candidate candidate, String reason) {
    this(state, candidate, reason, System.nanoTime());
  }

  /** The handler that has the volume open. */
  Optional<Candidate> held() {
    return switch (state) {
      case ONLINE, DRAINING, STUCK -> Optional.of(candidate);
      case WAITING, OPENING, FAILED, STOPPED -> Optional.empty();
    };
  }
}
