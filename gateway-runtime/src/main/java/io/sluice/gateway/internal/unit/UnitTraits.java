package io.sluice.gateway.internal.unit;

/**
 * What a logical unit is, as configured.
 *
 * @param reservable whether initiators can be told from each other, and nobody else keeps
 *     reservations
 * @param removable whether the medium can be taken out
 * @param reservations where those are kept that are to survive the gateway
 */
public record UnitTraits(boolean reservable, boolean removable, ReservationStore reservations) {}
