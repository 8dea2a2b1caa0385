package io.sluice.systemtests.iscsi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What {@code excused.txt} says: tests that nothing can run, and tests that fail for a bug of the
 * tool; each with its reason.
 */
record Excuses(Map<String, String> skips, Map<String, String> failures) {

  static Excuses read() throws IOException {
    Excuses excuses = new Excuses(new TreeMap<>(), new TreeMap<>());
    try (InputStream in = Excuses.class.getResourceAsStream("excused.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(excuses::add);
    }
    return excuses;
  }

  private void add(String line) {
    String[] words = line.split(" +", 3);
    if (words.length < 3) {
      throw new IllegalArgumentException("no reason: " + line);
    }
    switch (words[0]) {
      case "skip" -> skips.put(words[1], words[2]);
      case "fail" -> failures.put(words[1], words[2]);
      default -> throw new IllegalArgumentException("neither skip nor fail: " + line);
    }
  }

  /** Skips and failures. */
  Set<String> tests() {
    Set<String> tests = new TreeSet<>(skips.keySet());
    tests.addAll(failures.keySet());
    return tests;
  }
}
