package io.sluice.gateway.internal.binding;

import java.util.Set;

/**
 * How a logical unit stands with its handler, at one time.
 *
 * @param state what it is at
 * @param troubles what is amiss, for those that act on it
 * @param reason for a person: why it is not SERVING, or what it could not go over to; empty where
 *     there is nothing to say
 * @param since {@link System#nanoTime} of the change to this
 */
public record BindingStatus(BindingState state, Set<Trouble> troubles, String reason, long since) {
  BindingStatus(BindingState state, Set<Trouble> troubles, String reason) {
    this(state, troubles, reason, System.nanoTime());
  }
}
