package io.sluice.gateway.targets;

import io.sluice.backend.shell.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The list of a target's disks. */
record TargetLuns(TargetFiles targets) {
  static final String KEY = "luns";

  /**
   * Adds a disk, also one that is yet to be made. Where the target had all disks until now, it
   * keeps them, with their numbers.
   *
   * @param item {@code DISK} or {@code DISK:NUMBER}
   */
  TargetView add(String target, String item) throws IOException {
    return edit(
        target,
        Set.of(disk(item)),
        items -> {
          if (items.stream().anyMatch(other -> disk(other).equals(disk(item)))) {
            throw new Refusal(target + " has " + disk(item) + " already");
          }
          List<String> more = new ArrayList<>(items);
          more.add(isNumbered(item) ? item : item + ":" + freeNumber(items));
          return more;
        });
  }

  TargetView remove(String target, String disk) throws IOException {
    return edit(
        target,
        Set.of(),
        items -> {
          List<String> fewer = new ArrayList<>(items);
          if (!fewer.removeIf(item -> disk(item).equals(disk))) {
            throw new Refusal(target + " has no disk " + disk + "; it has " + items);
          }
          if (fewer.isEmpty()) {
            throw new Refusal(
                disk
                    + " is the last one of "
                    + target
                    + "; to have it serve none: "
                    + targets.scope().line("remove " + target));
          }
          return fewer;
        });
  }

  private boolean isNumbered(String item) {
    return !item.equals(disk(item)) || !targets.scope().numbered();
  }

  /** The lowest that no disk of the list has. */
  private static int freeNumber(List<String> items) {
    int number = 0;
    while (hasNumber(items, number)) {
      number++;
    }
    return number;
  }

  private static boolean hasNumber(List<String> items, int number) {
    return items.stream().anyMatch(item -> item.replace(" ", "").endsWith(":" + number));
  }

  /**
   * @param coming disks that need not be there yet
   */
  private TargetView edit(String name, Set<String> coming, UnaryOperator<List<String>> change)
      throws IOException {
    TargetView target = targets.get(name);
    return targets.edit(
        name,
        coming,
        text -> {
          List<String> items = new ArrayList<>(TargetFiles.items(text, KEY));
          if (items.isEmpty()) {
            new TreeMap<>(target.luns()).forEach((number, disk) -> items.add(disk + ":" + number));
          }
          TargetFiles.setItems(text, KEY, change.apply(items));
        });
  }

  static String disk(String item) {
    int colon = item.lastIndexOf(':');
    return colon < 0 ? item : item.substring(0, colon);
  }
}
