package io.sluice.gateway.internal;

import io.sluice.gateway.Transport;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a logical unit has to know of transports before they run, by the header {@link
 * Transport#HEADER} of their bundles. Of one that says nothing: it exports what names it, and its
 * initiators' reservations are kept by the gateway.
 */
final class TransportTraits {
  private static final String DEFAULT = "default=true";
  private static final String RESERVATIONS = "reservations=";

  private final ManifestHeaders headers;

  TransportTraits(ManifestHeaders headers) {
    this.headers = headers;
  }

  /** The names of those that export a logical unit which names none. */
  Set<String> byDefault() {
    return clauses()
        .filter(clause -> clause.contains(DEFAULT))
        .map(clause -> clause.get(0))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Who keeps reservations where this transport exports a logical unit, if not the gateway. */
  Optional<String> reservationKeeper(String transport) {
    return clauses()
        .filter(clause -> clause.get(0).equals(transport))
        .flatMap(List::stream)
        .filter(attribute -> attribute.startsWith(RESERVATIONS))
        .map(attribute -> attribute.substring(RESERVATIONS.length()))
        .findFirst();
  }

  /** Of each transport, its name and what follows that. */
  private Stream<List<String>> clauses() {
    return headers.all(Transport.HEADER).stream()
        .flatMap(header -> Arrays.stream(header.split(",", -1)))
        .map(clause -> Arrays.stream(clause.split(";", -1)).map(String::strip).toList());
  }
}
