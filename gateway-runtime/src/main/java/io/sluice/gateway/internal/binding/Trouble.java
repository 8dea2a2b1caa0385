package io.sluice.gateway.internal.binding;

/** What is amiss with a logical unit, for those that act on it; the sentence is for people. */
public enum Trouble {
  /** What was written is not in the volume that its handler has now. */
  CONTENT_LOST,
  /** A person has suspended it. */
  SUSPENDED,
  /** Its configuration is refused; it has none, or goes on with the last good one. */
  CONFIGURATION_REFUSED
}
