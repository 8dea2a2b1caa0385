package io.sluice.gateway;

import java.util.function.Predicate;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The logical units that the initiator of a nexus sees through the same target port: those that it
 * may name in EXTENDED COPY, and no others. Provided by the transport that makes the nexus.
 */
@FunctionalInterface
@ConsumerType
public interface VisibleUnits {
  /** No unit except the one that the nexus belongs to. */
  VisibleUnits NONE = wanted -> null;

  /**
   * Finds the first visible unit that matches, and returns the nexus between it and the same two
   * ports, made if it does not exist yet; null if no unit matches. May be called from any thread;
   * must not block.
   */
  ItNexus find(Predicate<? super LogicalUnit> wanted);
}
