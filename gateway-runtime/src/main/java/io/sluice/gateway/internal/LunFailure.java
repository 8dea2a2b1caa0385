package io.sluice.gateway.internal;

import io.sluice.backend.command.CommandKind;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.time.Duration;

/**
 * A command that failed for what is behind the logical unit, and not for what was asked.
 *
 * @param kind of command
 * @param sense what the initiator was told
 * @param at when, by {@link System#nanoTime}
 */
public record LunFailure(CommandKind kind, SenseData sense, long at) {
  /** Whether sense data tells of such a one. */
  static boolean isOne(SenseData sense) {
    return sense != null
        && (sense.key() == SenseKey.MEDIUM_ERROR
            || sense.key() == SenseKey.HARDWARE_ERROR
            || isOfSpace(sense));
  }

  private static boolean isOfSpace(SenseData sense) {
    return sense.additional().equals(AdditionalSense.SPACE_ALLOCATION_FAILED);
  }

  /** Whether there was no room for what was written. */
  public boolean isOfSpace() {
    return isOfSpace(sense);
  }

  /** Whether it is over when a command of that kind succeeds: there is room again. */
  boolean isEndedBy(CommandKind succeeded) {
    return isOfSpace() && kind == succeeded;
  }

  /** How long ago it was. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - at);
  }
}
