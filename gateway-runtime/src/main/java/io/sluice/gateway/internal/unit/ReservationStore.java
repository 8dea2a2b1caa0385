package io.sluice.gateway.internal.unit;

import java.io.IOException;

/** Keeps the registrations of one logical unit beyond the end of the gateway. */
public interface ReservationStore {
  /** Keeps nothing, and says so. */
  ReservationStore NONE = new NoStore();

  /** Whether {@link #save} does anything. */
  boolean canKeep();

  /** What was kept last. */
  KeptReservations load() throws IOException;

  /** Keeps this, whatever happens from then on to the process or the machine. */
  void save(KeptReservations reservations) throws IOException;
}
