package io.sluice.iscsi.internal.session;

import io.sluice.iscsi.internal.target.LunMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ObjIntConsumer;

/**
 * The logical units that a session has used, by number. A session takes memory for the numbers that
 * it uses, not for all that there can be. Read by any thread, changed by one at a time.
 */
final class SessionLuns {
  private static final int PAGE = 256;

  private final AtomicReferenceArray<AtomicReferenceArray<SessionLun>> pages =
      new AtomicReferenceArray<>(LunMap.NUMBERS / PAGE);

  /** Null where that number was not used. */
  SessionLun get(int number) {
    AtomicReferenceArray<SessionLun> page = pages.get(number / PAGE);
    return page == null ? null : page.get(number % PAGE);
  }

  /**
   * Puts one in place of another.
   *
   * @param lun null for none
   */
  void set(int number, SessionLun lun) {
    AtomicReferenceArray<SessionLun> page = pages.get(number / PAGE);
    if (page == null) {
      page = new AtomicReferenceArray<>(PAGE);
      pages.set(number / PAGE, page);
    }
    page.set(number % PAGE, lun);
  }

  /** Calls with each of them and its number. */
  void forEach(ObjIntConsumer<SessionLun> each) {
    for (int index = 0; index < pages.length(); index++) {
      AtomicReferenceArray<SessionLun> page = pages.get(index);
      for (int at = 0; page != null && at < PAGE; at++) {
        SessionLun lun = page.get(at);
        if (lun != null) {
          each.accept(lun, index * PAGE + at);
        }
      }
    }
  }
}
