package io.sluice.iscsi.internal;

import io.sluice.backend.AtomicFile;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /**
   * The number for a disk: the one it had, or the lowest that is free; -1 when none is.
   *
   * @param taken by others now
   */
  int number(String iqn, String disk, Set<Integer> taken, int numbersThereAre) {
    String key = iqn + ' ' + disk;
    try {
      int before = Integer.parseInt(numbers.getProperty(key, "-1"));
      if (before >= 0 && before < numbersThereAre && !taken.contains(before)) {
        return before;
      }
    } catch (NumberFormatException e) {
      LOG.warn("{}: {} is no number", file, key);
    }
    for (int number = 0; number < numbersThereAre; number++) {
      if (!taken.contains(number) && !isRemembered(iqn, number)) {
        numbers.setProperty(key, Integer.toString(number));
        save();
        return number;
      }
    }
    return -1;
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
