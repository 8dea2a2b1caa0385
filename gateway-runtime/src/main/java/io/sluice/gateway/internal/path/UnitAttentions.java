package io.sluice.gateway.internal.path;

import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Unit attention conditions of one I_T nexus, reported in order, each once (SAM-5 5.14). One that
 * waits already is not queued again.
 */
final class UnitAttentions {
  private final Queue<AdditionalSense> waiting = new ArrayDeque<>();
  private volatile boolean any;

  /** Whether one waits. Costs next to nothing. */
  boolean any() {
    return any;
  }

  synchronized void raise(AdditionalSense condition) {
    if (!waiting.contains(condition)) {
      waiting.add(condition);
      any = true;
    }
  }

  /** Takes the first; null when there is none. */
  synchronized SenseData poll() {
    AdditionalSense condition = waiting.poll();
    any = !waiting.isEmpty();
    return condition == null ? null : new SenseData(SenseKey.UNIT_ATTENTION, condition);
  }
}
