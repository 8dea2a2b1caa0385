package io.sluice.gateway.internal.binding;

import java.util.List;
import java.util.Optional;

/**
 * Which handler a logical unit is to be served by: the best of its name, unless it is told to keep
 * one, or was found to be no good. For the control thread, but for the name.
 */
final class HandlerChoice {
  private final Candidates candidates;
  private final String lun;
  private final LastServed served;
  private final Rejections rejections = new Rejections();
  private volatile String name;
  private volatile Candidate pinned;
  private String parked = "";

  /**
   * @param name the handlers'
   */
  HandlerChoice(LunParts lun, String name) {
    candidates = lun.candidates();
    this.lun = lun.name();
    served = lun.served();
    this.name = name;
  }

  String name() {
    return name;
  }

  void rename(String newName) {
    name = newName;
    candidates.claims().wants(newName, lun);
  }

  /** Keeps this handler, until it goes, whatever others there are; null for no more. */
  void pin(Candidate candidate) {
    pinned = candidate;
  }

  /** Whether it is told to keep one, and may be told to go back. */
  boolean isPinned() {
    return pinned != null;
  }

  /** Takes none until {@link #unpark}. */
  void park(String why) {
    parked = why;
  }

  void unpark() {
    parked = "";
  }

  Rejections rejections() {
    return rejections;
  }

  /**
   * The handler that is to serve; null for none.
   *
   * @param bound the one that serves; null for none
   */
  Candidate choose(Candidate bound) {
    if (!parked.isEmpty()) {
      return null;
    }
    Candidate pin = pinned;
    if (pin != null && candidates.has(pin) && !rejections.has(pin)) {
      return pin;
    }
    List<Candidate> usable = all().stream().filter(each -> !rejections.has(each)).toList();
    Optional<Candidate> best = usable.stream().findFirst();
    if (bound == null || !candidates.offers(bound)) {
      return usable.stream()
          .filter(each -> each.problem().isEmpty() && served.isOfSameSource(each))
          .findFirst()
          .or(() -> best)
          .orElse(null);
    }
    Candidate now = candidates.current(bound);
    boolean isBetter =
        best.isPresent()
            && best.get().problem().isEmpty()
            && (!now.name().equals(name) || Candidate.PREFERENCE.compare(best.get(), now) > 0);
    return isBetter ? best.get() : now;
  }

  /** What a person should know although this handler serves; empty for nothing. */
  String noteBeside(Candidate bound) {
    List<Candidate> all = all();
    if (all.isEmpty() && !bound.name().equals(name)) {
      return "there is no handler '%s'; '%s' serves on".formatted(name, bound.name());
    }
    return all.stream()
        .filter(candidate -> !candidate.isSameService(bound))
        .flatMap(each -> rejections.reason(each).map(why -> each.label() + ": " + why).stream())
        .findFirst()
        .orElse(candidates.current(bound).remark());
  }

  private List<Candidate> all() {
    return candidates.of(name, lun);
  }

  /** Why there is none to take; empty where there is one. */
  String want() {
    if (!parked.isEmpty()) {
      return parked;
    }
    return all().isEmpty() ? "there is no handler '" + name + "'" : "";
  }
}
