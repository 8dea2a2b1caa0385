package io.sluice.gateway.internal.binding;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Handlers that were tried and are no good, each until it changes. For one thread. */
final class Rejections {
  private final Map<Long, Rejection> byServiceId = new HashMap<>();

  /**
   * @param harmless whether trying it again disturbs nobody
   */
  private record Rejection(Candidate candidate, String reason, boolean harmless) {}

  void add(Candidate candidate, String reason, boolean harmless) {
    byServiceId.put(candidate.serviceId(), new Rejection(candidate, reason, harmless));
  }

  boolean has(Candidate candidate) {
    return reason(candidate).isPresent();
  }

  /** Why it is no good. */
  Optional<String> reason(Candidate candidate) {
    return Optional.ofNullable(byServiceId.get(candidate.serviceId()))
        .filter(rejection -> rejection.candidate().equals(candidate))
        .map(Rejection::reason);
  }

  /** Whether there is one that can be tried again while another serves. */
  boolean hasHarmless() {
    return byServiceId.values().stream().anyMatch(Rejection::harmless);
  }

  void forgetHarmless() {
    byServiceId.values().removeIf(Rejection::harmless);
  }

  void forgetAll() {
    byServiceId.clear();
  }
}
