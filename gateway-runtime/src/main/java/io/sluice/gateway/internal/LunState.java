package io.sluice.gateway.internal;

import io.sluice.gateway.internal.binding.LastServed;
import io.sluice.gateway.internal.binding.SwapHistory;
import io.sluice.gateway.internal.binding.ToldSize;
import io.sluice.gateway.internal.binding.VolatileContent;
import io.sluice.gateway.internal.state.StateFile;
import io.sluice.gateway.internal.unit.ReservationFile;
import io.sluice.gateway.internal.unit.ReservationStore;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * What is kept of a logical unit beyond the gateway's death.
 *
 * @param reservations persistent reservations
 * @param content which volume it has served that does not outlive the process
 * @param size how large initiators were told it is
 * @param served which volume it has served last
 * @param history its last swaps
 */
public record LunState(
    ReservationStore reservations,
    VolatileContent content,
    ToldSize size,
    LastServed served,
    SwapHistory history) {
  /** In files, with no configuration left of earlier gateways. */
  public static LunState of(String lun, Path var) {
    return of(lun, var, source -> false);
  }

  /**
   * In files.
   *
   * @param var the folder for such; null to keep nothing
   * @param isThere whether a configuration, by its file's name, is there
   */
  public static LunState of(String lun, Path var, Predicate<String> isThere) {
    if (var == null) {
      return new LunState(
          ReservationStore.NONE,
          new VolatileContent(lun, null),
          new ToldSize(lun, null),
          new LastServed(lun, null, isThere),
          new SwapHistory(null));
    }
    return new LunState(
        new ReservationFile(var.resolve("reservations").resolve(lun)),
        new VolatileContent(
            lun, new StateFile(var.resolve("volatile").resolve(lun), "sluice volatile volume 1")),
        ToldSize.of(lun, var),
        LastServed.in(var.resolve("served").resolve(lun), lun, isThere),
        new SwapHistory(var.resolve("swaps").resolve(lun)));
  }

  /** The logical unit is removed: nothing of it is left. */
  void delete() {
    content.forget();
    size.forget();
    served.forget();
    history.delete();
  }
}
