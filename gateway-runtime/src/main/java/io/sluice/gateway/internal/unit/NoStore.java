package io.sluice.gateway.internal.unit;

/** For logical units whose reservations end with the gateway. */
final class NoStore implements ReservationStore {
  @Override
  public boolean canKeep() {
    return false;
  }

  @Override
  public KeptReservations load() {
    return KeptReservations.NONE;
  }

  @Override
  public void save(KeptReservations reservations) {
    if (!reservations.entries().isEmpty()) {
      throw new IllegalStateException("nothing can be kept here");
    }
  }
}
