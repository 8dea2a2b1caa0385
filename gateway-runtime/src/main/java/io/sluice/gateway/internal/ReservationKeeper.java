package io.sluice.gateway.internal;

import java.util.Set;
import java.util.TreeSet;

/**
 * Who keeps the reservations of a logical unit. There is one who does, or none may be made: two
 * that know nothing of each other protect nothing.
 *
 * @param isGateway whether it is the gateway
 * @param told for a person
 */
record ReservationKeeper(boolean isGateway, String told) {
  /** For a logical unit that these transports export. */
  static ReservationKeeper of(Set<String> transports, TransportTraits traits) {
    if (transports.size() > 1) {
      return new ReservationKeeper(
          false,
          "refused, since no transport knows of the initiators of another ("
              + String.join(", ", new TreeSet<>(transports))
              + ")");
    }
    return transports.stream()
        .flatMap(only -> traits.reservationKeeper(only).stream())
        .findFirst()
        .map(keeper -> new ReservationKeeper(false, "kept by the " + keeper))
        .orElse(new ReservationKeeper(true, "kept by the gateway"));
  }
}
