package io.sluice.gateway.internal.binding;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Handlers that were tried and are no good, each until it changes. For one thread. */
final class Rejections {
  private final Map<Long, Rejection> byServiceId = new HashMap<>();

  /** Those that are of another volume: told also while they are not in the way. */
  private final Map<Long, Rejection> ofOtherVolumes = new HashMap<>();

  /**
   * @param harmless whether trying it again disturbs nobody
   */
  private record Rejection(Candidate candidate, String reason, boolean harmless) {}

  void add(Candidate candidate, String reason, boolean harmless) {
    byServiceId.put(candidate.serviceId(), new Rejection(candidate, reason, harmless));
  }

  /** It is of another volume than what serves, or served last. */
  void addOther(Candidate candidate, String reason) {
    add(candidate, reason, false);
    ofOtherVolumes.put(candidate.serviceId(), new Rejection(candidate, reason, false));
  }

  boolean has(Candidate candidate) {
    return reason(byServiceId, candidate).isPresent();
  }

  /** Why it is no good. */
  Optional<String> reason(Candidate candidate) {
    return reason(byServiceId, candidate).or(() -> reason(ofOtherVolumes, candidate));
  }

  private static Optional<String> reason(Map<Long, Rejection> rejections, Candidate candidate) {
    return Optional.ofNullable(rejections.get(candidate.serviceId()))
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

  /** All may be tried again. */
  void forgetAll() {
    byServiceId.clear();
  }

  /** Another volume serves than before. */
  void forgetOthers() {
    ofOtherVolumes.clear();
  }
}
