package io.sluice.gateway.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All handler services that are there now, and which logical unit holds which of them open. */
final class Candidates {
  private final Map<Long, Candidate> byServiceId = new ConcurrentHashMap<>();

  private final Map<Long, String> holders = new ConcurrentHashMap<>();

  void put(Candidate candidate) {
    byServiceId.put(candidate.serviceId(), candidate);
  }

  void remove(Candidate candidate) {
    byServiceId.remove(candidate.serviceId());
  }

  /** Whether the service is still there under the name. */
  boolean offers(Candidate candidate, String name) {
    Candidate now = byServiceId.get(candidate.serviceId());
    return now != null && now.name().equals(name);
  }

  /**
   * Before a handler is opened: makes the logical unit its only holder.
   *
   * @return who holds it already; empty when it is the caller now
   */
  Optional<String> claim(Candidate candidate, String lun) {
    return Optional.ofNullable(holders.putIfAbsent(candidate.serviceId(), lun));
  }

  /** After a handler was closed, or could not be opened. */
  void release(Candidate candidate) {
    holders.remove(candidate.serviceId());
  }

  /** The one that a logical unit that wants this name is to bind. */
  Optional<Candidate> best(String name) {
    return byServiceId.values().stream()
        .filter(candidate -> candidate.name().equals(name))
        .max(Candidate.PREFERENCE);
  }

  /** All, by name and then the best first. */
  List<Candidate> all() {
    return byServiceId.values().stream()
        .sorted(
            Comparator.comparing(Candidate::name).thenComparing(Candidate.PREFERENCE.reversed()))
        .toList();
  }
}
