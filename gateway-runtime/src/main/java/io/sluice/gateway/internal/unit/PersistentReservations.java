package io.sluice.gateway.internal.unit;

import io.sluice.backend.Nexus;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.command.Access;
import io.sluice.backend.osgi.PrintableText;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.ScsiStatus;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The persistent reservation of a logical unit, and who is registered (SPC-4 5.13). */
final class PersistentReservations {
  private static final Logger LOG = LoggerFactory.getLogger(PersistentReservations.class);

  private static final ScsiResponse CONFLICT = ScsiResponse.status(ScsiStatus.RESERVATION_CONFLICT);
  private static final AdditionalSense INVALID_RELEASE =
      new AdditionalSense(0x26, 0x04, "INVALID RELEASE OF PERSISTENT RESERVATION");
  private static final int MOST_REGISTRANTS = 1024;
  private static final long LOOK_AGAIN_NANOS = 1_000_000_000;

  private final Supplier<? extends Collection<? extends UnitNexus>> nexuses;
  private final ReservationStore store;
  private volatile Registrations now;
  private long lookedAt = System.nanoTime();

  /**
   * With what was kept.
   *
   * @param nexuses those that are there, to be told of changes
   */
  PersistentReservations(
      Supplier<? extends Collection<? extends UnitNexus>> nexuses, ReservationStore store) {
    this.nexuses = nexuses;
    this.store = store;
    now = load(store);
  }

  private static Registrations load(ReservationStore store) {
    try {
      return store.load().restore();
    } catch (IOException e) {
      LOG.error(
          "persistent reservations are lost, and so the disk serves nobody: {}. It serves again at"
              + " once then, and when an initiator sends REPLACE LOST RESERVATION",
          e.getMessage());
      return Registrations.LOST;
    }
  }

  /**
   * Whether it is not known any more who had reserved the unit (SPC-4 5.13.5.3), so that nobody can
   * be let in. Looks again from time to time whether a person has put it right.
   */
  @SuppressWarnings("ReferenceEquality") // another without registrants is not LOST
  boolean areLost() {
    return now == Registrations.LOST && !foundAgain();
  }

  @SuppressWarnings("ReferenceEquality")
  private synchronized boolean foundAgain() {
    if (now == Registrations.LOST && System.nanoTime() - lookedAt >= LOOK_AGAIN_NANOS) {
      lookedAt = System.nanoTime();
      try {
        now = store.load().restore();
        nexuses.get().forEach(this::arrived);
        LOG.warn("the persistent reservations are known again: the disk serves");
      } catch (IOException e) {
        LOG.debug("persistent reservations are lost still: {}", e.getMessage());
      }
    }
    return now != Registrations.LOST;
  }

  /** REPLACE LOST RESERVATION (SPC-4 5.13.11.3): begins anew with the caller as the holder. */
  synchronized ScsiResponse replaceLost(Nexus by, long key, ReservationType type)
      throws IOException {
    if (!areLost()) {
      return ScsiResponse.checkCondition(SenseKey.ILLEGAL_REQUEST, INVALID_RELEASE);
    }
    NexusName name = NexusName.of(by);
    become(Registrations.NONE.register(name, key).reserve(name, type).kept(true));
    return ScsiResponse.good();
  }

  Registrations now() {
    return now;
  }

  boolean canKeep() {
    return store.canKeep();
  }

  /** Whether a reservation keeps this nexus from it. */
  boolean refuses(Nexus nexus, Access access) {
    Registrations all = now;
    if (!all.isReserved() || all.type().allowsOthers(access)) {
      return false;
    }
    return !serves(all, nexus) && !servesNow(nexus);
  }

  /** Under the lock, since a name and its registrations are changed one after the other. */
  private synchronized boolean servesNow(Nexus nexus) {
    return !now.isReserved() || serves(now, nexus);
  }

  private static boolean serves(Registrations all, Nexus nexus) {
    NexusName name = all.nameOf(nexus);
    return all.isHeldBy(name) || all.type().forRegistrants() && all.has(name);
  }

  /** Gives a registration without an authenticated name to the first one that comes with one. */
  void arrived(UnitNexus nexus) {
    if (!now.keys().isEmpty() && !nexus.authenticated().isEmpty()) {
      claim(nexus);
    }
  }

  private synchronized void claim(UnitNexus nexus) {
    NexusName name = NexusName.of(nexus);
    NexusName known = now.nameOf(name);
    if (!now.has(known) || known.equals(name)) {
      return;
    }
    try {
      become(now.rename(each -> each.equals(known) ? name : each));
    } catch (IOException e) {
      LOG.warn(
          "it could not be kept that a persistent registration of {} is {}'s: {}",
          nexus.initiatorPort(),
          PrintableText.ofValue(nexus.authenticated()),
          e.getMessage());
    }
  }

  /** Makes the registrations and nexuses of one authenticated name another's. */
  synchronized int rebind(String targetPort, String from, String to) throws IOException {
    UnaryOperator<NexusName> renaming =
        name ->
            name.targetPort().equals(targetPort) && name.authenticated().equals(from)
                ? name.authenticated(to)
                : name;
    long affected =
        now.keys().keySet().stream().filter(name -> !renaming.apply(name).equals(name)).count();
    if (affected > 0) {
      become(now.rename(renaming));
    }
    for (UnitNexus nexus : nexuses.get()) {
      if (nexus.targetPort().equals(targetPort) && nexus.authenticated().equals(from)) {
        nexus.rebind(to);
      }
    }
    return (int) affected;
  }

  synchronized ScsiResponse register(Nexus by, long key, long newKey, boolean keep)
      throws IOException {
    NexusName name = now.nameOf(by);
    boolean matches = now.has(name) ? now.hasKey(name, key) : key == 0;
    return matches ? registerAnyway(by, newKey, keep) : CONFLICT;
  }

  synchronized ScsiResponse registerAnyway(Nexus by, long newKey, boolean keep) throws IOException {
    NexusName name = now.nameOf(by);
    if (newKey == 0) {
      return now.has(name) ? unregister(by, name, keep) : ScsiResponse.good();
    }
    if (!now.has(name) && now.keys().size() >= MOST_REGISTRANTS) {
      return ScsiResponse.checkCondition(
          SenseKey.ILLEGAL_REQUEST, AdditionalSense.INSUFFICIENT_REGISTRATION_RESOURCES);
    }
    become(now.nextGeneration().register(name, newKey).kept(keep));
    return ScsiResponse.good();
  }

  private ScsiResponse unregister(Nexus by, NexusName name, boolean keep) throws IOException {
    Registrations before = now;
    become(before.nextGeneration().remove(name).kept(keep));
    boolean released = before.isReserved() && !now.isReserved();
    if (released && before.type().forRegistrants()) {
      tell(now.keys().keySet(), by, AdditionalSense.RESERVATIONS_RELEASED);
    }
    return ScsiResponse.good();
  }

  synchronized ScsiResponse reserve(Nexus by, long key, ReservationType type) throws IOException {
    NexusName name = now.nameOf(by);
    if (!now.hasKey(name, key)) {
      return CONFLICT;
    }
    if (now.isReserved()) {
      return now.isHeldBy(name) && now.type() == type ? ScsiResponse.good() : CONFLICT;
    }
    become(now.reserve(name, type));
    return ScsiResponse.good();
  }

  /**
   * REGISTER AND MOVE (SPC-4 5.13.8).
   *
   * @param toPorts another registrant, or one that becomes it
   * @param unregister whether the caller goes
   */
  synchronized ScsiResponse move(
      Nexus by, long key, NexusName toPorts, long toKey, boolean unregister, boolean keep)
      throws IOException {
    NexusName to = known(toPorts);
    NexusName name = now.nameOf(by);
    if (!now.hasKey(name, key)) {
      return CONFLICT;
    }
    if (!now.isReserved()) {
      return ScsiResponse.invalidFieldInCdb(1, 4);
    }
    if (now.type().heldByAll() || !now.isHeldBy(name)) {
      return CONFLICT;
    }
    if (!now.has(to) && now.keys().size() >= MOST_REGISTRANTS) {
      return ScsiResponse.checkCondition(
          SenseKey.ILLEGAL_REQUEST, AdditionalSense.INSUFFICIENT_REGISTRATION_RESOURCES);
    }
    Registrations moved = now.nextGeneration().register(to, toKey).reserve(to, now.type());
    become((unregister ? moved.remove(name) : moved).kept(keep));
    return ScsiResponse.good();
  }

  /** By its ports: as it is registered, else as it is here now, else without a name. */
  private NexusName known(NexusName ports) {
    NexusName registered = now.nameOf(ports);
    return now.has(registered)
        ? registered
        : nexuses.get().stream()
            .map(NexusName::of)
            .filter(ports::hasPortsOf)
            .findFirst()
            .orElse(ports);
  }

  synchronized ScsiResponse release(Nexus by, long key, ReservationType type) throws IOException {
    NexusName name = now.nameOf(by);
    if (!now.hasKey(name, key)) {
      return CONFLICT;
    }
    if (!now.isHeldBy(name)) {
      return ScsiResponse.good();
    }
    if (now.type() != type) {
      return ScsiResponse.checkCondition(SenseKey.ILLEGAL_REQUEST, INVALID_RELEASE);
    }
    become(now.release());
    if (type.forRegistrants()) {
      tell(now.keys().keySet(), by, AdditionalSense.RESERVATIONS_RELEASED);
    }
    return ScsiResponse.good();
  }

  synchronized ScsiResponse clear(Nexus by, long key) throws IOException {
    if (!now.hasKey(now.nameOf(by), key)) {
      return CONFLICT;
    }
    Registrations before = now;
    become(before.nextGeneration().clear());
    tell(before.keys().keySet(), by, AdditionalSense.RESERVATIONS_PREEMPTED);
    return ScsiResponse.good();
  }

  /**
   * PREEMPT (SPC-4 5.13.11.4).
   *
   * @param victims gets the names of those whose registrations are removed, but for the caller
   */
  synchronized ScsiResponse preempt(
      Nexus by, long key, long victimsKey, ReservationType type, List<NexusName> victims)
      throws IOException {
    NexusName name = now.nameOf(by);
    if (!now.hasKey(name, key)) {
      return CONFLICT;
    }
    Registrations before = now;
    boolean all = before.isReserved() && before.type().heldByAll() && victimsKey == 0;
    if (victimsKey == 0 && !all) {
      return invalidServiceActionKey();
    }
    boolean takesOver =
        all
            || before.isReserved()
                && !before.type().heldByAll()
                && before.holdersKey() == victimsKey;
    Collection<NexusName> removed = all ? before.keys().keySet() : before.withKey(victimsKey);
    if (removed.isEmpty()) {
      return CONFLICT;
    }
    if (takesOver && type == null) {
      return ScsiResponse.invalidFieldInCdb(2, 3);
    }
    Registrations after = before.nextGeneration();
    for (NexusName each : removed) {
      boolean keepsOwn = each.equals(name) && takesOver;
      if (!keepsOwn) {
        after = after.remove(each);
        victims.add(each);
      }
    }
    become(takesOver ? after.reserve(name, type) : after);
    victims.remove(name);
    tell(victims, by, AdditionalSense.REGISTRATIONS_PREEMPTED);
    boolean otherType = takesOver && before.type() != type && before.type().forRegistrants();
    boolean released = before.isReserved() && !now.isReserved() && before.type().forRegistrants();
    if (otherType || released) {
      tell(now.keys().keySet(), by, AdditionalSense.RESERVATIONS_RELEASED);
    }
    return ScsiResponse.good();
  }

  private static ScsiResponse invalidServiceActionKey() {
    return ScsiResponse.checkCondition(
        new SenseData(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_FIELD_IN_PARAMETER_LIST)
            .withFieldPointer(false, 8, -1));
  }

  /** What is to be kept is kept before it holds. */
  private void become(Registrations next) throws IOException {
    if (next.keep() || now.keep()) {
      store.save(KeptReservations.of(next));
    }
    now = next;
  }

  private void tell(Collection<NexusName> names, Nexus except, AdditionalSense condition) {
    for (UnitNexus nexus : nexuses.get()) {
      if (nexus != except && NexusName.of(nexus).isAmong(names)) {
        nexus.raise(condition);
      }
    }
  }
}
