package io.sluice.iscsi.internal;

import io.sluice.backend.AtomicFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbers of LUNs for which nobody chose one, remembered in a file: a disk keeps its number
 * when others come and go, and when the gateway starts anew.
 */
final class LunNumbers {
  private static final Logger LOG = LoggerFactory.getLogger(LunNumbers.class);

  private final Path file;
  private final Properties numbers = new Properties();

  /**
   * Reads what was remembered.
   *
   * @param file that need not exist
   */
  LunNumbers(Path file) {
    this.file = file;
    if (Files.exists(file)) {
      try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        numbers.load(in);
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("can't read {}, so LUNs may get other numbers: {}", file, e.getMessage());
      }
    }
  }

  /** The number that a disk had when nobody chose one. */
  OptionalInt remembered(String iqn, String disk) {
    String text = numbers.getProperty(key(iqn, disk));
    try {
      return text == null
          ? OptionalInt.empty()
          : OptionalInt.of(TargetConfig.number(file.toString(), text));
    } catch (ConfigurationProblem e) {
      return OptionalInt.empty();
    }
  }

  /** Keeps a disk's number. */
  void remember(String iqn, String disk, int number) {
    String text = Integer.toString(number);
    if (!text.equals(numbers.setProperty(key(iqn, disk), text))) {
      save();
    }
  }

  /** A disk that others have taken the number of gets another when it comes. */
  void forget(String iqn, String disk) {
    if (numbers.remove(key(iqn, disk)) != null) {
      save();
    }
  }

  /**
   * The number for a disk: the one it had, or the lowest that is free and that no other disk had,
   * which it keeps from now on; -1 when none is.
   *
   * @param taken by others now
   */
  int number(String iqn, String disk, Set<Integer> taken, int numbersThereAre) {
    OptionalInt before = remembered(iqn, disk);
    if (before.isPresent() && !taken.contains(before.getAsInt())) {
      return before.getAsInt();
    }
    for (int number = 0; number < numbersThereAre; number++) {
      if (!taken.contains(number) && !isRemembered(iqn, number)) {
        if (before.isPresent()) {
          LOG.warn(
              "{} was LUN {} of {}, which another disk is now; it is LUN {}: look for it there",
              disk,
              before.getAsInt(),
              iqn,
              number);
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

  private boolean isRemembered(String iqn, int number) {
    return numbers.stringPropertyNames().stream()
        .anyMatch(
            key ->
                key.startsWith(iqn + ' ')
                    && numbers.getProperty(key).equals(Integer.toString(number)));
  }

  private void save() {
    StringWriter text = new StringWriter();
    try {
      numbers.store(text, "LUN numbers by target and disk");
      // Whole or not at all, also after a loss of power: with other numbers, initiators would take
      // one disk for another.
      new AtomicFile(file).write(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.warn("can't write {}, so LUNs may get other numbers: {}", file, e.getMessage());
    }
  }
}
