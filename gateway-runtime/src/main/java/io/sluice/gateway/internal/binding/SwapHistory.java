package io.sluice.gateway.internal.binding;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last swaps of one logical unit, also those before the gateway's start. */
public final class SwapHistory {
  static final int LONGEST = 100;

  private final HistoryFile file;
  private final Deque<SwapRecord> records = new ArrayDeque<>();

  /**
   * @param file where it is kept; null for nowhere
   */
  public SwapHistory(Path file) {
    this.file = file == null ? null : new HistoryFile(file);
    if (file != null) {
      records.addAll(this.file.load());
    }
  }

  /** Takes a record up, unless it tells what the last one told. */
  public void add(SwapRecord record) {
    List<SwapRecord> now;
    synchronized (this) {
      if (isRepeated(record)) {
        return;
      }
      records.addLast(record);
      while (records.size() > LONGEST) {
        records.removeFirst();
      }
      now = records();
    }
    if (file != null) {
      file.save(now);
    }
  }

  /** Attempts that touched nothing and came out as before. */
  private boolean isRepeated(SwapRecord record) {
    SwapRecord last = records.peekLast();
    return last != null
        && !record.isDone()
        && record.millis() == 0
        && record.result() == last.result()
        && record.to().equals(last.to())
        && record.reason().equals(last.reason());
  }

  /** The oldest first. */
  public synchronized List<SwapRecord> records() {
    return List.copyOf(records);
  }

  /** Keeps nothing beyond this gateway. */
  public void delete() {
    if (file != null) {
      file.delete();
    }
  }
}
