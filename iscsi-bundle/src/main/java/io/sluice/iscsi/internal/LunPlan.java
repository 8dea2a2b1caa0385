package io.sluice.iscsi.internal;

import io.sluice.gateway.LogicalUnit;
import io.sluice.iscsi.internal.session.LunMap;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which disks a target has, and under which numbers: those that its configuration gives,
 * then those that the disks' own give ({@code iscsi.lun}), then any.
 */
final class LunPlan {
  private final Map<Integer, LogicalUnit> luns = new HashMap<>();
  private final Map<String, String> failures = new LinkedHashMap<>();
  private final TargetConfig config;

  /**
   * Makes the plan.
   *
   * @param units all disks that name this transport
   */
  LunPlan(TargetConfig config, Collection<LogicalUnit> units, LunNumbers numbers) {
    this.config = config;
    List<LogicalUnit> mine =
        units.stream()
            .filter(unit -> config.luns().isEmpty() || config.luns().containsKey(unit.name()))
            .sorted(Comparator.comparing(LogicalUnit::name))
            .toList();
    for (LogicalUnit unit : mine) {
      int chosen = config.luns().getOrDefault(unit.name(), TargetConfig.ANY_NUMBER);
      if (chosen != TargetConfig.ANY_NUMBER) {
        put(chosen, unit);
      }
    }
    for (LogicalUnit unit : mine) {
      if (!isPlaced(unit)) {
        placeByOption(unit);
      }
    }
    for (LogicalUnit unit : mine) {
      if (!isPlaced(unit) && !failures.containsKey(unit.name())) {
        int number =
            numbers.number(config.rules().iqn(), unit.name(), luns.keySet(), LunMap.NUMBERS);
        if (number < 0) {
          failures.put(unit.name(), "no LUN number is free in " + config.rules().iqn());
        } else {
          put(number, unit);
        }
      }
    }
  }

  private void placeByOption(LogicalUnit unit) {
    String text = unit.transportOptions(IscsiTransport.NAME).get("lun");
    if (text == null) {
      return;
    }
    try {
      put(TargetConfig.number("iscsi.lun", text.strip()), unit);
    } catch (ConfigurationProblem e) {
      failures.put(unit.name(), e.getMessage());
    }
  }

  private void put(int number, LogicalUnit unit) {
    LogicalUnit other = luns.putIfAbsent(number, unit);
    if (other != null) {
      failures.put(
          unit.name(),
          "LUN %d of %s is %s; choose another number"
              .formatted(number, config.rules().iqn(), other.name()));
    }
  }

  private boolean isPlaced(LogicalUnit unit) {
    return luns.containsValue(unit);
  }

  Map<Integer, LogicalUnit> luns() {
    return luns;
  }

  /** Why a disk that should be there is not, by its name. */
  Map<String, String> failures() {
    return failures;
  }
}
