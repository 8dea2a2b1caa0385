package io.sluice.gateway.internal.unit;

import java.util.List;

/**
 * Registrations in the form in which they are kept.
 *
 * @param entries one for each registrant, in order
 * @param type the reservation's type code; 0 for none
 */
public record KeptReservations(List<Entry> entries, int type) {
  public static final KeptReservations NONE = new KeptReservations(List.of(), 0);

  public KeptReservations {
    entries = List.copyOf(entries);
  }

  /**
   * One registrant.
   *
   * @param authenticated as in {@link io.sluice.backend.Nexus#authenticated}; empty where it is not
   *     known, as in what 0.1.0 kept
   */
  public record Entry(
      String initiatorPort, String targetPort, String authenticated, long key, boolean holder) {}

  static KeptReservations of(Registrations all) {
    if (!all.keep()) {
      return NONE;
    }
    return new KeptReservations(
        all.keys().entrySet().stream()
            .map(
                entry ->
                    new Entry(
                        entry.getKey().initiatorPort(),
                        entry.getKey().targetPort(),
                        entry.getKey().authenticated(),
                        entry.getValue(),
                        entry.getKey().equals(all.holder())))
            .toList(),
        all.isReserved() ? all.type().code() : 0);
  }

  /** The registrations, after the generation has begun anew (SPC-4 5.13.5). */
  Registrations restore() {
    Registrations all = Registrations.NONE;
    NexusName holder = null;
    for (Entry entry : entries) {
      NexusName name =
          new NexusName(entry.initiatorPort(), entry.targetPort(), entry.authenticated());
      all = all.register(name, entry.key());
      holder = entry.holder() ? name : holder;
    }
    ReservationType reserved = ReservationType.of(type);
    boolean valid = reserved != null && (reserved.heldByAll() || holder != null);
    return (valid ? all.reserve(holder, reserved) : all).kept(!entries.isEmpty());
  }
}
