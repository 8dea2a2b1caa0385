package io.sluice.gateway;

import java.util.function.Predicate;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Which logical units the initiator of a nexus sees through the same target port: those that it may
 * name in EXTENDED COPY, and no others. Given by the transport that makes the nexus.
 */
@FunctionalInterface
@ConsumerType
public interface VisibleUnits {
  /** None besides the one that the nexus belongs to. */
  VisibleUnits NONE = wanted -> null;

  /**
   * The nexus between the same two ports and the first unit seen for which this holds, made if it
   * is not there yet; null where there is no such unit. Any thread; must not block.
   */
  ItNexus find(Predicate<? super LogicalUnit> wanted);
}
