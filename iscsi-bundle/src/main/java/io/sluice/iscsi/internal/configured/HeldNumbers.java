package io.sluice.iscsi.internal.configured;

import io.sluice.gateway.LogicalUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Which numbers of a target are some disk's although nobody chose them anew: initiators know the
 * disk by its number, so another disk under it would get this one's writes.
 *
 * @param iqn the target's name
 * @param live the numbers under which disks are served now, by the disks' names
 * @param units all disks that name this transport, by name
 */
record HeldNumbers(
    String iqn, Map<String, Integer> live, Map<String, LogicalUnit> units, LunNumbers numbers) {

  /** The number that a disk keeps where its target's configuration gives it none. */
  OptionalInt of(String disk) {
    Integer now = live.get(disk);
    if (now != null) {
      return OptionalInt.of(now);
    }
    OptionalInt own = own(disk);
    return own.isPresent() ? own : numbers.remembered(iqn, disk);
  }

  /** The number that a disk's own configuration gives it; empty where that is wrong, too. */
  private OptionalInt own(String disk) {
    try {
      return units.containsKey(disk) ? LunPlan.option(units.get(disk)) : OptionalInt.empty();
    } catch (IllegalArgumentException e) {
      return OptionalInt.empty(); // the plan tells
    }
  }

  boolean isLiveAt(String disk, int number) {
    return Integer.valueOf(number).equals(live.get(disk));
  }

  /**
   * Refuses a configuration that gives the number of one of its disks to another.
   *
   * @throws IllegalArgumentException that tells what to do
   */
  void requireFree(Map<String, Integer> luns) {
    Map<Integer, String> holders = new HashMap<>();
    luns.forEach(
        (disk, number) -> {
          if (number == TargetConfig.ANY_NUMBER) {
            of(disk).ifPresent(held -> holders.putIfAbsent(held, disk));
          }
        });
    for (Map.Entry<String, Integer> lun : luns.entrySet()) {
      int number = lun.getValue();
      String holder = holders.get(number);
      if (holder != null && !isLiveAt(lun.getKey(), number)) {
        throw new IllegalArgumentException(
            "number %d is %s's (initiators know it by that); give %s another, or remove %s from this target first"
                .formatted(number, holder, lun.getKey(), holder));
      }
    }
  }
}
