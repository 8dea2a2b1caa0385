package io.sluice.backends.http.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Blocks that are to be fetched, or are being fetched: which are next, and which adjacent ones go
 * with them in one request. Not thread-safe.
 */
final class FetchQueue {
  private final Map<Long, PendingBlock> pending = new HashMap<>();
  private final Deque<PendingBlock> urgent = new ArrayDeque<>();
  private final Deque<PendingBlock> patient = new ArrayDeque<>();
  private final int longestRun;

  /**
   * @param longestRun blocks in a request, at the most
   */
  FetchQueue(int longestRun) {
    this.longestRun = longestRun;
  }

  /** Null where it is not on its way. */
  PendingBlock get(long block) {
    return pending.get(block);
  }

  /** Notes it as on its way, but not from the network yet. */
  void register(PendingBlock block) {
    pending.put(block.number(), block);
  }

  /** It is to come from the network. */
  void enqueue(PendingBlock block) {
    block.setQueued(true);
    (block.urgency() == Urgency.NOW ? urgent : patient).add(block);
  }

  /** A command waits for it by now. */
  void hurry(PendingBlock block) {
    if (block.urgency() != Urgency.NOW) {
      block.setUrgency(Urgency.NOW);
      if (block.isQueued()) {
        urgent.add(block); // the other queue has it still, and passes it over
      }
    }
  }

  /** The next to fetch, which are adjacent; empty where there are none. */
  List<PendingBlock> nextRun(boolean urgentOnly) {
    PendingBlock first = poll(urgent);
    if (first == null && !urgentOnly) {
      first = poll(patient);
    }
    if (first == null) {
      return List.of();
    }
    Deque<PendingBlock> run = new ArrayDeque<>();
    take(first, run, true);
    extend(run, first.number(), 1);
    extend(run, first.number(), -1);
    return new ArrayList<>(run);
  }

  private static PendingBlock poll(Deque<PendingBlock> queue) {
    PendingBlock block = queue.poll();
    while (block != null && !block.isQueued()) {
      block = queue.poll();
    }
    return block;
  }

  private void extend(Deque<PendingBlock> run, long from, int step) {
    PendingBlock neighbour = pending.get(from + step);
    for (long at = from + step;
        run.size() < longestRun && neighbour != null && neighbour.isQueued();
        neighbour = pending.get(at)) {
      take(neighbour, run, step > 0);
      at += step;
    }
  }

  private static void take(PendingBlock block, Deque<PendingBlock> run, boolean atEnd) {
    block.setQueued(false);
    if (atEnd) {
      run.addLast(block);
    } else {
      run.addFirst(block);
    }
  }

  void remove(PendingBlock block) {
    pending.remove(block.number(), block);
  }

  /** Takes out those that nobody waits for and that were not begun. */
  List<PendingBlock> abandonPatient() {
    List<PendingBlock> abandoned = new ArrayList<>();
    for (PendingBlock block : patient) {
      if (block.isQueued() && block.urgency() == Urgency.SOON) {
        block.setQueued(false);
        remove(block);
        abandoned.add(block);
      }
    }
    patient.removeIf(block -> !block.isQueued());
    return abandoned;
  }

  /** Takes out all that were not begun. */
  List<PendingBlock> abandonAll() {
    List<PendingBlock> abandoned =
        pending.values().stream().filter(PendingBlock::isQueued).toList();
    abandoned.forEach(block -> block.setQueued(false));
    abandoned.forEach(this::remove);
    urgent.clear();
    patient.clear();
    return abandoned;
  }
}
