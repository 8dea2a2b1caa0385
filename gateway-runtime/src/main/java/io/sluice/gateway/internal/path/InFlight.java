package io.sluice.gateway.internal.path;

import io.sluice.backend.ScsiCmd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which commands are inside the handler, and since when: for their latency, and to name them when
 * they do not come back. A table without lock or allocation; when it is full, further commands
 * stand in a map beside it.
 */
public final class InFlight {
  /** What {@link #add} gives when there was no room in the table. */
  static final int NO_SLOT = -1;

  private static final int SLOTS = 1024;
  private static final int PROBES = 64;

  /** From one command's slot to the next one's: not in the same cache line, and prime to SLOTS. */
  private static final int STRIDE = 17;

  private final AtomicReferenceArray<ScsiCmd> commands = new AtomicReferenceArray<>(SLOTS);
  private final long[] since = new long[SLOTS];

  /** Told to people only, who can bear that it is a little late. */
  private final Thread[] threads = new Thread[SLOTS];

  /** Those for which there was no slot, and since when they are there. */
  private final Map<ScsiCmd, Long> beside = new ConcurrentHashMap<>();

  /** Where to look first. Only a hint, so it does no harm when threads overwrite each other's. */
  private int hint;

  /** Takes a command up and gives the number of its slot, or {@link #NO_SLOT}. */
  int add(ScsiCmd cmd, long nanoTime) {
    int first = hint + STRIDE;
    hint = first;
    for (int probe = 0; probe < PROBES; probe++) {
      int slot = (first + probe) & (SLOTS - 1);
      if (commands.getPlain(slot) == null && commands.compareAndSet(slot, null, cmd)) {
        since[slot] = nanoTime;
        threads[slot] = null;
        return slot;
      }
    }
    beside.put(cmd, nanoTime);
    return NO_SLOT;
  }

  /** The calling thread is inside the handler with that slot's command from now on. */
  void enter(int slot) {
    threads[slot] = Thread.currentThread();
  }

  /** It is no longer, and whether or not the command was answered. */
  void exit(ScsiCmd cmd, int slot) {
    if (commands.getPlain(slot) == cmd) { // else another one's by now
      threads[slot] = null;
    }
  }

  /** Gives a slot back. Returns the {@link System#nanoTime} that it was taken with. */
  long remove(int slot) {
    long begin = since[slot];
    commands.setRelease(slot, null);
    return begin;
  }

  /** The same for a command that has no slot. */
  long remove(ScsiCmd cmd) {
    return beside.remove(cmd);
  }

  /** What is there now, the oldest first. */
  List<Entry> entries(long nanoTime) {
    List<Entry> entries = new ArrayList<>();
    beside.forEach((cmd, begin) -> entries.add(new Entry(cmd, nanoTime - begin, Optional.empty())));
    for (int slot = 0; slot < SLOTS; slot++) {
      ScsiCmd cmd = commands.get(slot);
      if (cmd != null) {
        entries.add(new Entry(cmd, nanoTime - since[slot], Optional.ofNullable(threads[slot])));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::ageNanos).reversed());
    return entries;
  }

  /**
   * One command.
   *
   * @param ageNanos how long it has been inside
   * @param thread that is inside the handler with it; empty where it is to be answered later
   */
  public record Entry(ScsiCmd cmd, long ageNanos, Optional<Thread> thread) {
    public Stack stack() {
      return Stack.of(cmd.toString(), ageNanos, thread);
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s for %.1f s", cmd, ageNanos / 1e9);
    }
  }
}
