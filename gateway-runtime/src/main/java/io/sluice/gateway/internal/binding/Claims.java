package io.sluice.gateway.internal.binding;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which logical unit has which handlers. Handlers of one name are of one volume: the logical unit
 * that has one of them has the name, and with it all others, so that no two logical units have the
 * volume open at once. One that was served keeps the name also while no handler serves it, since
 * its commands wait and its initiators know what was written.
 */
public final class Claims {
  private final Map<Long, Claim> claims = new HashMap<>();

  /** By name of a handler: the logical unit that was served by it last. */
  private final Map<String, String> owners = new HashMap<>();

  /** A handler that is open, or about to be. */
  private record Claim(String name, String lun) {}

  /**
   * Before a handler is opened: makes the logical unit its only holder.
   *
   * @return who else has it, or another of its name; empty when the caller has it now
   */
  public synchronized Optional<String> take(Candidate candidate, String lun) {
    Optional<String> other = otherHolder(candidate, lun);
    if (other.isEmpty()) {
      claims.put(candidate.serviceId(), new Claim(candidate.name(), lun));
    }
    return other;
  }

  /** Which other logical unit has it, or another of its name. */
  synchronized Optional<String> otherHolder(Candidate candidate, String lun) {
    String owner = owners.get(candidate.name());
    if (owner != null && !owner.equals(lun)) {
      return Optional.of(owner);
    }
    for (Map.Entry<Long, Claim> each : claims.entrySet()) {
      Claim claim = each.getValue();
      boolean isOfVolume =
          each.getKey() == candidate.serviceId() || claim.name().equals(candidate.name());
      if (isOfVolume && !claim.lun().equals(lun)) {
        return Optional.of(claim.lun());
      }
    }
    return Optional.empty();
  }

  /** The logical unit is served by a handler that it has taken: the name is its own. */
  synchronized void serves(Candidate candidate, String lun) {
    wants(candidate.name(), lun);
    owners.put(candidate.name(), lun);
  }

  /** After a handler was closed, or could not be opened. */
  public synchronized void release(Candidate candidate) {
    claims.remove(candidate.serviceId());
  }

  /** The logical unit is to be served by handlers of this name; others may have its last one. */
  synchronized void wants(String name, String lun) {
    owners.entrySet().removeIf(each -> each.getValue().equals(lun) && !each.getKey().equals(name));
  }

  /** The logical unit is to be served by none ever again. */
  synchronized void giveUp(String lun) {
    owners.values().removeIf(lun::equals);
  }

  /** Whether a logical unit holds it. */
  public synchronized boolean isHeld(Candidate candidate) {
    return claims.containsKey(candidate.serviceId());
  }

  /** Whether this handler serves that logical unit, or one of its name served it last. */
  synchronized boolean has(String lun, Candidate candidate) {
    Claim claim = claims.get(candidate.serviceId());
    return claim != null && claim.lun().equals(lun) || lun.equals(owners.get(candidate.name()));
  }
}
