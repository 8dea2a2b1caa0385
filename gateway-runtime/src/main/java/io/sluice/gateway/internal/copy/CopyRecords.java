package io.sluice.gateway.internal.copy;

import io.sluice.backend.Nexus;
import java.util.HashMap;
import java.util.Map;

/**
 * Copies by the nexus that asked for them and their list identifier, until what came of them was
 * told (SPC-4 6.23, 6.25). At most 256 of a nexus, since identifiers are bytes. Thread-safe.
 */
final class CopyRecords {
  private final Map<Nexus, Map<Integer, Entry>> byNexus = new HashMap<>();

  private static final class Entry {
    private final CopyProgress progress;
    private boolean statusTold;
    private boolean failureTold;

    Entry(CopyProgress progress) {
      this.progress = progress;
    }
  }

  /** Takes the place of an earlier copy; returns whether it could, which it can't of a running. */
  synchronized boolean add(Nexus nexus, int listId, CopyProgress progress) {
    Map<Integer, Entry> mine = byNexus.computeIfAbsent(nexus, any -> new HashMap<>());
    Entry before = mine.get(listId);
    if (before != null && !before.progress.isEnded()) {
      return false;
    }
    mine.put(listId, new Entry(progress));
    return true;
  }

  /** Of a copy that has ended, once only. Null where nothing is known. */
  synchronized CopyProgress takeStatus(Nexus nexus, int listId) {
    Entry entry = find(nexus, listId);
    if (entry == null || entry.statusTold) {
      return null;
    }
    entry.statusTold = entry.progress.isEnded();
    return entry.progress;
  }

  /** Of a copy that has ended, once. Null where nothing is known, or it goes on. */
  synchronized CopyProgress takeFailure(Nexus nexus, int listId) {
    Entry entry = find(nexus, listId);
    if (entry == null || entry.failureTold || !entry.progress.isEnded()) {
      return null;
    }
    entry.failureTold = true;
    return entry.progress;
  }

  private Entry find(Nexus nexus, int listId) {
    return byNexus.getOrDefault(nexus, Map.of()).get(listId);
  }

  synchronized void forget(Nexus nexus) {
    byNexus.remove(nexus);
  }

  synchronized void forgetAll() {
    byNexus.clear();
  }
}
