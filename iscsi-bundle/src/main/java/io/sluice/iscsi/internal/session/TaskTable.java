package io.sluice.iscsi.internal.session;

import java.util.ArrayList;
import java.util.List;

/**
 * A session's commands by their initiator task tag, from their arrival until their answer is about
 * to be sent. Open addressing over a fixed array; any thread.
 */
public final class TaskTable {
  private final IscsiCmd[] slots;
  private final int mask;
  private final int most;
  private int size;

  /**
   * Of a fixed size.
   *
   * @param most commands at once
   */
  TaskTable(int most) {
    this.most = most;
    int capacity = Integer.highestOneBit(most * 4);
    slots = new IscsiCmd[capacity];
    mask = capacity - 1;
  }

  enum Outcome {
    ADDED,
    DUPLICATE,
    FULL
  }

  synchronized Outcome add(IscsiCmd cmd) {
    int i = find(cmd.taskTag());
    if (slots[i] != null) {
      return Outcome.DUPLICATE;
    }
    if (size == most) {
      return Outcome.FULL;
    }
    slots[i] = cmd;
    size++;
    return Outcome.ADDED;
  }

  /** Null when there is none. */
  synchronized IscsiCmd get(int taskTag) {
    return slots[find(taskTag)];
  }

  /** Returns whether it was there. */
  synchronized boolean remove(IscsiCmd cmd) {
    int i = find(cmd.taskTag());
    if (slots[i] != cmd) {
      return false;
    }
    size--;
    slots[i] = null;
    // Those after it move up, so that a search never stops at a hole too early.
    for (int j = i + 1 & mask; slots[j] != null; j = j + 1 & mask) {
      int home = home(slots[j].taskTag());
      boolean reachable = (j - home & mask) < (j - i & mask);
      if (!reachable) {
        slots[i] = slots[j];
        slots[j] = null;
        i = j;
      }
    }
    return true;
  }

  /** All of them now. */
  public synchronized List<IscsiCmd> all() {
    List<IscsiCmd> all = new ArrayList<>(size);
    for (IscsiCmd cmd : slots) {
      if (cmd != null) {
        all.add(cmd);
      }
    }
    return all;
  }

  synchronized int size() {
    return size;
  }

  private int find(int taskTag) {
    int i = home(taskTag);
    while (slots[i] != null && slots[i].taskTag() != taskTag) {
      i = i + 1 & mask;
    }
    return i;
  }

  private int home(int taskTag) {
    int hash = taskTag * 0x9E3779B9;
    return (hash ^ hash >>> 16) & mask;
  }
}
