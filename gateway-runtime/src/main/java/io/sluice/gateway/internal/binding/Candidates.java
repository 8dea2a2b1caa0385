package io.sluice.gateway.internal.binding;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All handler services that are there now, and which logical unit has which of them.
 *
 * <p>Those of a bundle that is staged are there, but no logical unit chooses one by itself. One
 * that is kept for the logical unit that it serves is there for no other.
 */
public final class Candidates {
  private final Map<Long, Candidate> byServiceId = new ConcurrentHashMap<>();

  private final Claims claims = new Claims();

  private final Set<Long> stagedBundles = ConcurrentHashMap.newKeySet();

  public void put(Candidate candidate) {
    byServiceId.put(candidate.serviceId(), candidate);
  }

  public void remove(Candidate candidate) {
    byServiceId.remove(candidate.serviceId());
  }

  /** Handlers of that bundle, also those yet to come, are not chosen. */
  public void stage(long bundleId) {
    stagedBundles.add(bundleId);
  }

  /** Handlers of that bundle are like all others. */
  public void unstage(long bundleId) {
    stagedBundles.remove(bundleId);
  }

  /** Whether the service is still there, under any name, staged or not. */
  public boolean has(Candidate candidate) {
    return byServiceId.containsKey(candidate.serviceId());
  }

  /** Whether the service is still there, and may be chosen. */
  boolean offers(Candidate candidate) {
    return has(candidate) && !stagedBundles.contains(candidate.bundleId());
  }

  /** The service as it is now; as it was, where it is gone. */
  Candidate current(Candidate candidate) {
    return byServiceId.getOrDefault(candidate.serviceId(), candidate);
  }

  /** Which logical unit has which. */
  public Claims claims() {
    return claims;
  }

  /**
   * The logical unit will not come back to the handlers that were kept for it.
   *
   * @param serving but to this one; null for none
   */
  void letGoOfKept(String lun, Candidate serving) {
    byServiceId.values().stream()
        .filter(candidate -> !candidate.kept().isEmpty() && claims.has(lun, candidate))
        .filter(candidate -> !candidate.isSameService(serving))
        .forEach(Candidate::letGo);
  }

  /** Those that a logical unit that wants this name may bind, the best first. */
  public List<Candidate> of(String name, String lun) {
    return byServiceId.values().stream()
        .filter(candidate -> candidate.name().equals(name))
        .filter(this::offers)
        .filter(candidate -> candidate.kept().isEmpty() || claims.has(lun, candidate))
        .sorted(Candidate.PREFERENCE.reversed())
        .toList();
  }

  /**
   * What a bundle has, staged or not, in the place of another's handler: the best of its name, of
   * its configuration where there is one.
   */
  public Optional<Candidate> inPlaceOf(Candidate other, long bundleId) {
    return byServiceId.values().stream()
        .filter(candidate -> candidate.name().equals(other.name()))
        .filter(candidate -> candidate.bundleId() == bundleId)
        .max(Comparator.comparing(other::isOfSameSource).thenComparing(Candidate.PREFERENCE));
  }

  /** All, by name and then the best first. */
  public List<Candidate> all() {
    return byServiceId.values().stream()
        .sorted(
            Comparator.comparing(Candidate::name).thenComparing(Candidate.PREFERENCE.reversed()))
        .toList();
  }
}
