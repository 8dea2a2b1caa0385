package io.sluice.iscsi.internal.login;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Slows down who tries secrets: after a few failed logins from one address, each further one makes
 * that address wait, twice as long each time.
 */
public final class LoginThrottle {
  private static final int FREE_FAILURES = 3;
  private static final long FIRST_WAIT_NANOS = 500_000_000L;
  private static final long LONGEST_WAIT_NANOS = 30_000_000_000L;
  private static final long FORGET_NANOS = 300_000_000_000L;
  private static final int MOST_ADDRESSES = 4096;

  private final LongSupplier nanoTime;
  private final Map<InetAddress, Failures> failures =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Failures> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  private record Failures(int count, long last, long notBefore) {}

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public LoginThrottle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Before a login.
   *
   * @throws LoginException when that address has to wait
   */
  public synchronized void check(InetAddress address) throws LoginException {
    Failures known = failures.get(address);
    if (known == null) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - known.last > FORGET_NANOS) {
      failures.remove(address);
    } else if (now - known.notBefore < 0) {
      throw new LoginException(
          LoginStatus.SERVICE_UNAVAILABLE, "too many failed logins from " + address);
    }
  }

  /** A login failed to authenticate. */
  public synchronized void failed(InetAddress address) {
    long now = nanoTime.getAsLong();
    Failures known = failures.get(address);
    int count = known == null || now - known.last > FORGET_NANOS ? 1 : known.count + 1;
    int doublings = count - FREE_FAILURES;
    long wait =
        doublings < 0
            ? 0
            : Math.min(LONGEST_WAIT_NANOS, FIRST_WAIT_NANOS << Math.min(doublings, 16));
    failures.put(address, new Failures(count, now, now + wait));
  }

  /** A login succeeded to authenticate. */
  public synchronized void succeeded(InetAddress address) {
    failures.remove(address);
  }
}
