package io.sluice.gateway.internal.binding;

/**
 * How a logical unit stands with its handler, at one time.
 *
 * @param state what it is at
 * @param reason for a person: why it is not SERVING, or what it could not go over to; empty where
 *     there is nothing to say
 * @param since {@link System#nanoTime} of the change to this
 */
public record BindingStatus(BindingState state, String reason, long since) {
  BindingStatus(BindingState state, String reason) {
    this(state, reason, System.nanoTime());
  }
}
