package io.sluice.iscsi.internal.memory;

import io.sluice.iscsi.internal.access.AddressGroup;
import java.util.HashMap;
import java.util.Map;

/**
 * Bytes of the Java heap that initiators make us hold, but for commands' data, which is divided by
 * {@link TransferMemory}: what a connection, a login, a session and its commands take by
 * themselves, and what waits to be sent. Counted for each connection, for those from one address (a
 * name is only a claim), and for all. Who has too much is not listened to until it has read what
 * there is for it; a little each connection may hold whatever others do. Any thread.
 */
public final class HeldMemory {
  /** What waits for one connection, at the most, but for what one more PDU adds. */
  static final int MOST_OF_CONNECTION = 256 << 10;

  /** What may wait for a connection whatever others make us hold. */
  public static final int FREE = 16 << 10;

  private final long most;
  private final long mostOfOne;

  // Guarded by this.
  private final Map<AddressGroup, Group> groups = new HashMap<>();
  private long held;

  private static final class Group {
    private int accounts;
    private long held;
  }

  /**
   * @param most bytes of all; three quarters of them for one address, and what waits to be sent
   *     only while half of them is held
   */
  public HeldMemory(long most) {
    this.most = most;
    mostOfOne = most / 4 * 3;
  }

  /** For a connection from this address. */
  public synchronized Account open(AddressGroup from) {
    Group group = groups.computeIfAbsent(from, key -> new Group());
    group.accounts++;
    return new Account(from, group);
  }

  /** Bytes that are held now. */
  public synchronized long held() {
    return held;
  }

  /** What one connection makes us hold. */
  public final class Account implements AutoCloseable {
    private final AddressGroup from;
    private final Group group;

    /** What does not change while it is there, and what waits to be sent. */
    private long fixed;

    private long waiting;
    private boolean closed;

    private Account(AddressGroup from, Group group) {
      this.from = from;
      this.group = group;
    }

    /** Takes so much for as long as it is there. Returns whether that is allowed. */
    public boolean fix(long bytes) {
      synchronized (HeldMemory.this) {
        if (!fits(bytes)) {
          return false;
        }
        fixed += bytes;
        count(bytes);
        return true;
      }
    }

    /** Gives that back. */
    public void unfix(long bytes) {
      synchronized (HeldMemory.this) {
        fixed -= bytes;
        count(-bytes);
      }
    }

    /** So much waits now, whether or not it may. */
    public void add(long bytes) {
      synchronized (HeldMemory.this) {
        waiting += bytes;
        count(bytes);
      }
    }

    /** The same, where it may. */
    public boolean tryAdd(long bytes) {
      synchronized (HeldMemory.this) {
        boolean may =
            waiting + bytes <= FREE || waiting + bytes <= MOST_OF_CONNECTION && mayWait(bytes);
        if (may) {
          waiting += bytes;
          count(bytes);
        }
        return may;
      }
    }

    /** It does not wait any more. */
    public void remove(long bytes) {
      synchronized (HeldMemory.this) {
        waiting -= bytes;
        count(-bytes);
      }
    }

    /** Whether the connection may be listened to, which can make more wait. */
    public boolean mayGrow() {
      synchronized (HeldMemory.this) {
        return waiting < FREE || waiting < MOST_OF_CONNECTION && mayWait(0);
      }
    }

    /** So that what waits never keeps out connections and sessions that are to come. */
    private boolean mayWait(long bytes) {
      return held + bytes <= most / 2 && fits(bytes);
    }

    private boolean fits(long bytes) {
      return held + bytes <= most && group.held + bytes <= mostOfOne;
    }

    private void count(long bytes) {
      held += bytes;
      group.held += bytes;
    }

    /** The connection is gone, with all that was held for it. */
    @Override
    public void close() {
      synchronized (HeldMemory.this) {
        if (closed) {
          return;
        }
        closed = true;
        count(-fixed);
        fixed = 0;
        if (--group.accounts == 0) {
          groups.remove(from);
        }
      }
    }
  }
}
