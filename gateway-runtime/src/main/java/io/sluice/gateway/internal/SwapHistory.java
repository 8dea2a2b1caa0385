package io.sluice.gateway.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last swaps of one logical unit. */
final class SwapHistory {
  static final int LONGEST = 100;

  private final Deque<SwapRecord> records = new ArrayDeque<>();

  /** Takes a record up, unless it tells what the last one told. */
  synchronized void add(SwapRecord record) {
    if (isRepeated(record)) {
      return;
    }
    records.addLast(record);
    if (records.size() > LONGEST) {
      records.removeFirst();
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
  synchronized List<SwapRecord> records() {
    return List.copyOf(records);
  }
}
