package io.sluice.iscsi.internal.login;

import io.sluice.iscsi.internal.access.AddressGroup;
import io.sluice.iscsi.internal.login.RecentLogins.Origin;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Slows down who guesses secrets. Failed logins are counted by CHAP name and address together, by
 * address, and by name; after a few, each further one makes the next attempt wait, twice as long
 * each time. An attempt that has to wait is refused before any secret is looked at.
 *
 * <p>What others do slows nobody down where he has logged in from lately: there only the failures
 * of that name from that address count. So neither a guesser at the same address nor guesses of
 * one's name from elsewhere lock anybody out. And only a name's own success, at its address, takes
 * its failures there back; those of the address and of the name are forgotten by time alone.
 */
public final class LoginThrottle {
  private static final int FREE_FAILURES = 3;
  private static final int FREE_FAILURES_OF_NAME = 10;
  private static final int MOST_COUNTED = 4096;
  private static final int LONGEST_NAME = 255;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long FIRST_WAIT_NANOS = SECOND_NANOS / 2;
  private static final long LONGEST_WAIT_NANOS = 30 * SECOND_NANOS;

  /** Short, so that whoever comes for the first time gets his turn while others guess his name. */
  private static final long LONGEST_WAIT_OF_NAME_NANOS = 2 * SECOND_NANOS;

  private static final long FORGET_NANOS = 300 * SECOND_NANOS;

  private final LongSupplier nanoTime;
  private final RecentLogins recent;
  private final Counts<Origin> origins = new Counts<>(FREE_FAILURES, LONGEST_WAIT_NANOS);
  private final Counts<AddressGroup> addresses = new Counts<>(FREE_FAILURES, LONGEST_WAIT_NANOS);
  private final Counts<String> names =
      new Counts<>(FREE_FAILURES_OF_NAME, LONGEST_WAIT_OF_NAME_NANOS);

  /** Looks at one response to a challenge; throws unless it is right. */
  @FunctionalInterface
  interface Judgement {
    void run() throws LoginException;
  }

  /**
   * @param nanoTime as {@link System#nanoTime}
   * @param recent gets what succeeds
   */
  public LoginThrottle(LongSupplier nanoTime, RecentLogins recent) {
    this.nanoTime = nanoTime;
    this.recent = recent;
  }

  /**
   * Judges one response, unless it has to wait. One at a time, so that none is judged before the
   * failure of an earlier one counts.
   *
   * @param name that is claimed
   * @throws LoginException when it has to wait, or the judgement's
   */
  synchronized void judge(String name, InetAddress address, Judgement judgement)
      throws LoginException {
    String claimed = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    AddressGroup group = AddressGroup.of(address);
    Origin origin = new Origin(claimed, group);
    long now = nanoTime.getAsLong();
    long wait = origins.waitFor(origin, now);
    if (!recent.knows(origin)) {
      wait = Math.max(wait, Math.max(addresses.waitFor(group, now), names.waitFor(claimed, now)));
    }
    if (wait > 0) {
      throw new LoginException(
          LoginStatus.SERVICE_UNAVAILABLE,
          "too many failed logins of '%s' or from %s: the next is heard in %d s"
              .formatted(claimed, group, 1 + wait / SECOND_NANOS));
    }
    try {
      judgement.run();
    } catch (LoginException e) {
      origins.failed(origin, now);
      addresses.failed(group, now);
      names.failed(claimed, now);
      throw e;
    }
    origins.forget(origin);
    recent.succeeded(origin);
  }

  private record Failures(int count, long last, long notBefore) {}

  /** Failures of one kind of key. */
  private static final class Counts<K> {
    private final int free;
    private final long longestWait;
    private final Map<K, Failures> failures = new RecentLogins.Bounded<>(MOST_COUNTED);

    Counts(int free, long longestWait) {
      this.free = free;
      this.longestWait = longestWait;
    }

    /** Nanoseconds; none when not above 0. */
    long waitFor(K key, long now) {
      Failures known = failures.get(key);
      return known == null ? 0 : known.notBefore - now;
    }

    void failed(K key, long now) {
      Failures known = failures.get(key);
      int count = known == null || now - known.last > FORGET_NANOS ? 1 : known.count + 1;
      int doublings = count - free;
      long wait =
          doublings < 0 ? 0 : Math.min(longestWait, FIRST_WAIT_NANOS << Math.min(doublings, 16));
      failures.put(key, new Failures(count, now, now + wait));
    }

    void forget(K key) {
      failures.remove(key);
    }
  }
}
