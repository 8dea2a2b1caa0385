package io.sluice.iscsi.internal.configured;

import io.sluice.gateway.LogicalUnit;
import io.sluice.iscsi.internal.target.LunMap;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Decides which disks a target has, and under which numbers: those that its configuration gives,
 * then those that the disks' own give ({@code iscsi.lun}), then any.
 */
final class LunPlan {
  private final Map<Integer, LogicalUnit> luns = new HashMap<>();

  /** Those that have a number. */
  private final Set<LogicalUnit> placed = Collections.newSetFromMap(new IdentityHashMap<>());

  /** The numbers that the configuration gives, also to disks that are yet to come. */
  private final Set<Integer> given;

  private final Map<String, String> failures = new LinkedHashMap<>();
  private final TargetConfig config;
  private final HeldNumbers held;

  /** Makes the plan. A disk without a chosen number keeps the one that it has. */
  LunPlan(TargetConfig config, HeldNumbers held) {
    this.config = config;
    this.held = held;
    given = Set.copyOf(config.luns().values());
    List<LogicalUnit> mine =
        held.units().values().stream()
            .filter(unit -> config.luns().isEmpty() || config.luns().containsKey(unit.name()))
            .sorted(Comparator.comparing(LogicalUnit::name))
            .toList();
    for (LogicalUnit unit : mine) {
      int chosen = config.luns().getOrDefault(unit.name(), TargetConfig.ANY_NUMBER);
      if (chosen != TargetConfig.ANY_NUMBER) {
        put(chosen, unit);
      }
    }
    forgetLost();
    Map<Integer, LogicalUnit> holders = holders(mine);
    for (LogicalUnit unit : mine) {
      if (!placed.contains(unit)) {
        placeByOption(unit, holders);
      }
    }
    mine.stream().filter(unit -> held.live().containsKey(unit.name())).forEach(this::keep);
    mine.forEach(this::keep);
    for (LogicalUnit unit : mine) {
      if (isOpen(unit)) {
        placeAnywhere(unit);
      }
    }
  }

  /** A disk that is away while another is served under its number gets another when it comes. */
  private void forgetLost() {
    config
        .luns()
        .forEach(
            (disk, number) -> {
              OptionalInt lost = held.numbers().remembered(held.iqn(), disk);
              if (number == TargetConfig.ANY_NUMBER
                  && !held.units().containsKey(disk)
                  && lost.isPresent()
                  && given.contains(lost.getAsInt())) {
                held.numbers().forget(held.iqn(), disk);
              }
            });
  }

  /** Which disks have a number that nothing gives them anew. */
  private Map<Integer, LogicalUnit> holders(List<LogicalUnit> mine) {
    Map<Integer, LogicalUnit> holders = new HashMap<>();
    for (LogicalUnit unit : mine) {
      if (!placed.contains(unit) && !hasOption(unit)) {
        held.of(unit.name()).ifPresent(number -> holders.putIfAbsent(number, unit));
      }
    }
    return holders;
  }

  private void placeByOption(LogicalUnit unit, Map<Integer, LogicalUnit> holders) {
    try {
      OptionalInt number = option(unit);
      if (number.isEmpty()) {
        return;
      }
      LogicalUnit holder = holders.get(number.getAsInt());
      if (holder != null && !held.isLiveAt(unit.name(), number.getAsInt())) {
        failures.put(unit.name(), taken(number.getAsInt(), holder));
      } else {
        put(number.getAsInt(), unit);
      }
    } catch (IllegalArgumentException e) {
      failures.put(unit.name(), "iscsi.lun: " + e.getMessage());
    }
  }

  private void keep(LogicalUnit unit) {
    OptionalInt kept = held.of(unit.name());
    if (isOpen(unit) && kept.isPresent() && !isTaken(kept.getAsInt())) {
      put(kept.getAsInt(), unit);
      held.numbers().remember(held.iqn(), unit.name(), kept.getAsInt());
    }
  }

  /** Also by a disk that is yet to come: its number waits for it. */
  private boolean isTaken(int number) {
    return luns.containsKey(number) || given.contains(number);
  }

  private void placeAnywhere(LogicalUnit unit) {
    int number = held.numbers().number(held.iqn(), unit.name(), this::isTaken, LunMap.NUMBERS);
    if (number < 0) {
      failures.put(unit.name(), "no LUN number is free in " + config.rules().iqn());
    } else {
      put(number, unit);
    }
  }

  private static boolean hasOption(LogicalUnit unit) {
    return unit.transportOptions(IscsiTransport.NAME).containsKey("lun");
  }

  /** The number that a disk's own configuration gives it. */
  static OptionalInt option(LogicalUnit unit) {
    String text = unit.transportOptions(IscsiTransport.NAME).get("lun");
    return text == null ? OptionalInt.empty() : OptionalInt.of(TargetConfig.number(text.strip()));
  }

  private void put(int number, LogicalUnit unit) {
    LogicalUnit other = luns.putIfAbsent(number, unit);
    if (other == null) {
      placed.add(unit);
    } else {
      failures.put(unit.name(), taken(number, other));
    }
  }

  private String taken(int number, LogicalUnit by) {
    return "LUN %d of %s is %s; choose another number"
        .formatted(number, config.rules().iqn(), by.name());
  }

  private boolean isOpen(LogicalUnit unit) {
    return !placed.contains(unit) && !failures.containsKey(unit.name());
  }

  Map<Integer, LogicalUnit> luns() {
    return luns;
  }

  /** Why a disk that should be there is not, by its name. */
  Map<String, String> failures() {
    return failures;
  }
}
