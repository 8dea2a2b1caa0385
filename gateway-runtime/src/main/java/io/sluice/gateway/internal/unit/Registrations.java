package io.sluice.gateway.internal.unit;

import io.sluice.backend.Nexus;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Who is registered with which key, who holds the persistent reservation, and whether that is to
 * survive the gateway (SPC-4 5.13). A value: each change gives another, which is kept before it
 * holds.
 *
 * @param generation PRGENERATION, 32 bits
 * @param keys the registrants with their keys, none of which is 0, in order of registration
 * @param holder who holds the reservation; null where nobody does, or all registrants do
 * @param type null where there is no reservation
 * @param keep APTPL
 */
record Registrations(
    int generation,
    Map<NexusName, Long> keys,
    NexusName holder,
    ReservationType type,
    boolean keep) {
  static final Registrations NONE = new Registrations(0, Map.of(), null, null, false);

  /** Nobody knows who is registered: what was kept can't be read any more. */
  static final Registrations LOST = new Registrations(0, Map.of(), null, null, false);

  Registrations {
    keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
  }

  boolean isReserved() {
    return type != null;
  }

  boolean has(NexusName nexus) {
    return keys.containsKey(nexus);
  }

  /**
   * As whom a nexus is registered, if it is. One that was registered before initiators had to
   * authenticate, or comes when they need not any more, is known by its ports alone.
   */
  NexusName nameOf(Nexus nexus) {
    return nameOf(NexusName.of(nexus));
  }

  NexusName nameOf(NexusName name) {
    return has(name) ? name : keys.keySet().stream().filter(name::mayBe).findFirst().orElse(name);
  }

  /** Whether its ports are registered, and by nobody who may be this one. */
  boolean belongsToOther(Nexus nexus) {
    NexusName name = NexusName.of(nexus);
    return !has(nameOf(name)) && keys.keySet().stream().anyMatch(name::hasPortsOf);
  }

  /** With other names for registrants, which may make two of them one. */
  Registrations rename(UnaryOperator<NexusName> renaming) {
    Map<NexusName, Long> changed = new LinkedHashMap<>();
    keys.forEach((name, key) -> changed.put(renaming.apply(name), key));
    return new Registrations(
        generation, changed, holder == null ? null : renaming.apply(holder), type, keep);
  }

  boolean hasKey(NexusName nexus, long key) {
    Long registered = keys.get(nexus);
    return registered != null && registered == key;
  }

  /** Whether the nexus holds the reservation, alone or as one of all registrants. */
  boolean isHeldBy(NexusName nexus) {
    return type != null && (type.heldByAll() ? has(nexus) : nexus.equals(holder));
  }

  /** The key of the holder; 0 where all registrants are, or nobody is. */
  long holdersKey() {
    return holder == null ? 0 : keys.getOrDefault(holder, 0L);
  }

  List<NexusName> withKey(long key) {
    return keys.entrySet().stream()
        .filter(entry -> entry.getValue() == key)
        .map(Map.Entry::getKey)
        .toList();
  }

  Registrations nextGeneration() {
    return new Registrations(generation + 1, keys, holder, type, keep);
  }

  Registrations kept(boolean newKeep) {
    return new Registrations(generation, keys, holder, type, newKeep);
  }

  Registrations register(NexusName nexus, long key) {
    Map<NexusName, Long> changed = new LinkedHashMap<>(keys);
    changed.put(nexus, key);
    return new Registrations(generation, changed, holder, type, keep);
  }

  /** Without this registrant, and without the reservation where nobody is left who holds it. */
  Registrations remove(NexusName nexus) {
    Map<NexusName, Long> changed = new LinkedHashMap<>(keys);
    changed.remove(nexus);
    boolean ends = type != null && (type.heldByAll() ? changed.isEmpty() : nexus.equals(holder));
    return new Registrations(generation, changed, ends ? null : holder, ends ? null : type, keep);
  }

  Registrations reserve(NexusName by, ReservationType newType) {
    return new Registrations(generation, keys, newType.heldByAll() ? null : by, newType, keep);
  }

  Registrations release() {
    return new Registrations(generation, keys, null, null, keep);
  }

  Registrations clear() {
    return new Registrations(generation, Map.of(), null, null, false);
  }
}
