package io.sluice.iscsi.internal.memory;

import io.sluice.iscsi.internal.access.AddressGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Divides the memory for commands' data among sessions, in three parts:
 *
 * <ul>
 *   <li>What is guaranteed to each session, however many there are.
 *   <li>What all have in common. Of it a session has at the most as much as it leaves free, so that
 *       whoever comes later finds some; and the sessions from one address twice as much as they
 *       leave free.
 *   <li>A reserve for one command, whatever its size: the oldest of those that wait has it.
 * </ul>
 *
 * <p>A command gets all the memory that it still needs, or waits and gets nothing, and that of one
 * session are served in their order. So no two wait for what the other has: the oldest one gets the
 * reserve when the command before it is done with it, and a command that has all its memory waits
 * for no other one. Any thread.
 */
public final class TransferMemory {
  private final long most;

  // Guarded by this.
  private long reserve;
  private long guaranteed;
  private long each;
  private long common;
  private Claim reserved;
  private long claims;
  private final Map<AddressGroup, Group> groups = new HashMap<>();
  private final Set<Share> waiting = new LinkedHashSet<>();

  /** What those that come from one address have of the common part. */
  private static final class Group {
    private int shares;
    private long taken;
  }

  /**
   * @param most bytes in all
   */
  TransferMemory(long most) {
    this.most = most;
  }

  /**
   * How it is divided from here on.
   *
   * @param largest bytes that one command may need
   * @param sessions that there may be
   */
  public synchronized void divide(long largest, int sessions) {
    reserve = Math.min(largest, most / 2);
    guaranteed = most / 8;
    each = guaranteed / Math.max(1, sessions);
  }

  /** The most that one command can get. */
  public synchronized long largest() {
    return reserve;
  }

  /** The share of a session that comes from an address. */
  public synchronized Share open(AddressGroup from) {
    Group group = groups.computeIfAbsent(from, key -> new Group());
    group.shares++;
    return new Share(from, group);
  }

  private long free() {
    return most - reserve - guaranteed - common;
  }

  /** What one session has, and what it waits for. */
  public final class Share {
    private final AddressGroup from;
    private final Group group;
    private final ArrayDeque<Claim> queue = new ArrayDeque<>();
    private long held;

    private Share(AddressGroup from, Group group) {
      this.from = from;
      this.group = group;
    }

    /** Takes so much, if it can be had now without anybody waiting longer for it. */
    boolean take(long bytes) {
      synchronized (TransferMemory.this) {
        return tryTake(bytes, queue.isEmpty());
      }
    }

    /**
     * Waits for so much.
     *
     * @param granted is run when it is there, on any thread; must not block
     */
    Claim await(long bytes, Consumer<Claim> granted) {
      Claim claim;
      List<Claim> served;
      synchronized (TransferMemory.this) {
        claim = new Claim(this, bytes, claims++, granted);
        queue.addLast(claim);
        waiting.add(this);
        served = serve();
      }
      tell(served);
      return claim;
    }

    /** Gives back what was taken. */
    void give(long bytes) {
      List<Claim> served;
      synchronized (TransferMemory.this) {
        release(bytes);
        served = serve();
      }
      tell(served);
    }

    /** Bytes that it has, without the reserve. */
    long held() {
      synchronized (TransferMemory.this) {
        return held;
      }
    }

    /** The session has ended, and has given all back. */
    public void close() {
      synchronized (TransferMemory.this) {
        if (--group.shares == 0) {
          groups.remove(from);
        }
      }
    }

    private TransferMemory memory() {
      return TransferMemory.this;
    }

    private boolean tryTake(long bytes, boolean isNext) {
      long beyond = beyond(held + bytes);
      long more = beyond - beyond(held);
      long left = free() - more;
      boolean fair = isNext && left >= 0 && beyond <= left && group.taken + more <= 2 * left;
      if (more > 0 && !fair) {
        return false;
      }
      held += bytes;
      common += more;
      group.taken += more;
      return true;
    }

    private void release(long bytes) {
      long less = beyond(held) - beyond(held - bytes);
      held -= bytes;
      common -= less;
      group.taken -= less;
    }

    /** How much of this is of the common part. */
    private long beyond(long bytes) {
      return Math.max(0, bytes - each);
    }
  }

  /** What a command waits for, or has got. */
  static final class Claim {
    private final Share share;
    private final long bytes;
    private final long number;
    private final Consumer<Claim> granted;
    private State state = State.WAITING;

    private enum State {
      WAITING,
      GRANTED,
      RESERVED,
      OVER
    }

    private Claim(Share share, long bytes, long number, Consumer<Claim> granted) {
      this.share = share;
      this.bytes = bytes;
      this.number = number;
      this.granted = granted;
    }

    long bytes() {
      return bytes;
    }

    /** Gives up waiting, or gives back what it has got. Once is enough, twice does nothing. */
    public void close() {
      share.memory().close(this);
    }
  }

  private void close(Claim claim) {
    List<Claim> served;
    synchronized (this) {
      Claim.State before = claim.state;
      claim.state = Claim.State.OVER;
      switch (before) {
        case WAITING -> {
          claim.share.queue.remove(claim);
          if (claim.share.queue.isEmpty()) {
            waiting.remove(claim.share);
          }
        }
        case GRANTED -> claim.share.release(claim.bytes);
        case RESERVED -> reserved = null;
        case OVER -> {
          return;
        }
      }
      served = serve();
    }
    tell(served);
  }

  private static void tell(List<Claim> served) {
    for (Claim claim : served) {
      claim.granted.accept(claim);
    }
  }

  /** Who waits gets what can be had now; who waits longest, the reserve. */
  private List<Claim> serve() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    List<Claim> served = new ArrayList<>();
    for (Share share : List.copyOf(waiting)) {
      serve(share, served);
    }
    while (reserved == null && !waiting.isEmpty()) {
      Share oldest = oldest();
      reserved = oldest.queue.pollFirst();
      reserved.state = Claim.State.RESERVED;
      served.add(reserved);
      serve(oldest, served);
    }
    return served;
  }

  private void serve(Share share, List<Claim> served) {
    ArrayDeque<Claim> queue = share.queue;
    while (!queue.isEmpty() && share.tryTake(queue.peekFirst().bytes, true)) {
      Claim claim = queue.pollFirst();
      claim.state = Claim.State.GRANTED;
      served.add(claim);
    }
    if (queue.isEmpty()) {
      waiting.remove(share);
    }
  }

  private Share oldest() {
    Share oldest = null;
    for (Share share : waiting) {
      if (oldest == null || share.queue.peekFirst().number < oldest.queue.peekFirst().number) {
        oldest = share;
      }
    }
    return oldest;
  }
}
