package io.sluice.iscsi.internal.configured;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbers of LUNs for which nobody chose one, remembered in a file: a disk keeps its number
 * when others come and go, and when the gateway starts anew. What is remembered is written by
 * {@link #keep}, once for many.
 */
final class LunNumbers {
  private static final Logger LOG = LoggerFactory.getLogger(LunNumbers.class);

  private final LunNumbersFile file;

  /** The same beside, for when the first is damaged. */
  private final LunNumbersFile copy;

  private final Map<String, Integer> numbers = new TreeMap<>();

  /** The same by target: which are some disk's. Made when it is asked for. */
  private final Map<String, BitSet> usedOf = new HashMap<>();

  /** What has got a number since the start: nobody had one of that name before. */
  private final Set<String> fresh = new HashSet<>();

  /** Whether there were numbers that nobody knows any more. */
  private boolean lost;

  /** Whether the file holds what is remembered. */
  private boolean kept = true;

  /** Why it does not, as it was told last. */
  private String problem = "";

  /**
   * Reads what was remembered, from the copy where the file is damaged.
   *
   * @param path that need not exist
   */
  LunNumbers(Path path) {
    file = new LunNumbersFile(path);
    copy = new LunNumbersFile(path.resolveSibling(path.getFileName() + ".copy"));
    if (!file.exists() && !copy.exists()) {
      return;
    }
    try {
      numbers.putAll(file.read());
    } catch (IOException e) {
      readCopy(file.exists() ? "damaged (" + e.getMessage() + ")" : "gone");
    }
    if (!isCopied()) {
      kept = false;
      keep();
    }
  }

  private boolean isCopied() {
    try {
      return copy.read().equals(numbers);
    } catch (IOException e) {
      return false;
    }
  }

  private void readCopy(String damage) {
    try {
      numbers.putAll(copy.read());
      LOG.warn(
          "{} is {}; LUNs keep the numbers that {} holds, and it is written anew. Look whether the"
              + " disk it is on is sound",
          file.path(),
          damage,
          copy.path());
    } catch (IOException e) {
      lost = true;
      LOG.warn(
          "{} is {}, and there is no good copy: LUNs whose numbers are not configured get new ones,"
              + " each told below. Initiators may take one disk for another: look before they"
              + " write, and give each disk its number (luns = DISK:NUMBER of its target). What was"
              + " in the file is kept in {}",
          file.path(),
          damage,
          putAside());
    }
    kept = false;
    keep();
  }

  /** Keeps a damaged file for a person to read. */
  private Path putAside() {
    Path aside = file.path().resolveSibling(file.path().getFileName() + ".damaged");
    try {
      if (file.exists()) {
        Files.move(file.path(), aside, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      LOG.warn("can't rename {} to {}: {}", file.path(), aside, e.getMessage());
    }
    return aside;
  }

  /** The number that a disk had when nobody chose one. */
  OptionalInt remembered(String iqn, String disk) {
    Integer number = numbers.get(key(iqn, disk));
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** Remembers a disk's number. */
  void remember(String iqn, String disk, int number) {
    Integer before = numbers.put(key(iqn, disk), number);
    if (!Integer.valueOf(number).equals(before)) {
      kept = false;
      if (before == null) {
        used(iqn).set(number);
      } else {
        usedOf.remove(iqn);
      }
    }
  }

  /** A disk that others have taken the number of gets another when it comes. */
  void forget(String iqn, String disk) {
    if (numbers.remove(key(iqn, disk)) != null) {
      kept = false;
      usedOf.remove(iqn);
    }
  }

  /** A disk is gone that was never served: the numbers that it got are free again. */
  void giveBack(String disk) {
    for (String key : List.copyOf(fresh)) {
      if (key.endsWith(key("", disk))) {
        fresh.remove(key);
        forget(key.substring(0, key.indexOf(' ')), disk);
      }
    }
  }

  /**
   * The number for a disk: the one it had, or the lowest that is free and that no other disk had,
   * which is remembered from now on; -1 when none is.
   *
   * @param taken whether another has that number now
   */
  int number(String iqn, String disk, IntPredicate taken, int numbersThereAre) {
    OptionalInt before = remembered(iqn, disk);
    if (before.isPresent() && !taken.test(before.getAsInt())) {
      return before.getAsInt();
    }
    BitSet used = used(iqn);
    for (int number = used.nextClearBit(0);
        number < numbersThereAre;
        number = used.nextClearBit(number + 1)) {
      if (!taken.test(number)) {
        if (before.isPresent()) {
          LOG.warn(
              "{} was LUN {} of {}, which another disk is now; it is LUN {}: look for it there",
              disk,
              before.getAsInt(),
              iqn,
              number);
        }
        if (lost) {
          LOG.warn("{} is LUN {} of {} now, since its number was lost", disk, number, iqn);
        }
        if (before.isEmpty()) {
          fresh.add(key(iqn, disk));
        }
        remember(iqn, disk, number);
        return number;
      }
    }
    return -1;
  }

  private static String key(String iqn, String disk) {
    return iqn + ' ' + disk;
  }

  private BitSet used(String iqn) {
    return usedOf.computeIfAbsent(
        iqn,
        target -> {
          BitSet used = new BitSet();
          numbers.forEach(
              (key, number) -> {
                if (key.startsWith(key(target, ""))) {
                  used.set(number);
                }
              });
          return used;
        });
  }

  /**
   * Writes what was remembered since. When it returns that it is kept, it survives the machine's
   * death.
   */
  boolean keep() {
    if (kept) {
      return true;
    }
    try {
      // Whole or not at all, also after a loss of power: with other numbers, initiators would take
      // one disk for another.
      file.write(numbers);
      copy.write(numbers);
      kept = true;
      if (!problem.isEmpty()) {
        LOG.info("{} is written again", file.path());
        problem = "";
      }
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(problem)) {
        LOG.warn(
            "can't write {} ({}): LUNs may get other numbers at the next start. It is tried again"
                + " until it is written; make room, or make it writable",
            file.path(),
            reason);
        problem = reason;
      }
    }
    return kept;
  }
}
