package io.sluice.iscsi.internal.login;

import io.sluice.iscsi.internal.access.AddressGroup;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * From where logins have succeeded lately, and by which CHAP names: those who come from there again
 * are served first, and are not slowed down for what strangers do. In memory only. Any thread.
 */
public final class RecentLogins {
  private static final long LATELY_NANOS = 24 * 3_600_000_000_000L;
  private static final int MOST = 4096;

  private final LongSupplier nanoTime;
  private final Map<Object, Long> succeededAt = new Bounded<>(MOST);

  /** A CHAP name and where it comes from. */
  record Origin(String name, AddressGroup address) {}

  /** Forgets what was used least recently. */
  static final class Bounded<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final int most;

    Bounded(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > most;
    }
  }

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  public RecentLogins(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A login has succeeded. */
  public void succeeded(InetAddress address) {
    put(AddressGroup.of(address));
  }

  /** Whether one has from there, whoever it was. */
  public boolean knows(InetAddress address) {
    return has(AddressGroup.of(address));
  }

  void succeeded(Origin origin) {
    put(origin);
  }

  boolean knows(Origin origin) {
    return has(origin);
  }

  private synchronized void put(Object key) {
    succeededAt.put(key, nanoTime.getAsLong());
  }

  private synchronized boolean has(Object key) {
    Long at = succeededAt.get(key);
    return at != null && nanoTime.getAsLong() - at < LATELY_NANOS;
  }
}
