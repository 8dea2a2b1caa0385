package io.sluice.backend.osgi;

import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A key that stands twice in a configuration file. The last one would count, and the first be a
 * wish that nobody hears: of two addresses or paths, a reader of the file sees the one, and the
 * gateway serves the other. What reads the file tells one value of each key only, so this looks at
 * the text.
 *
 * @param key as it stands there the second time
 * @param first line that sets it, from 1
 * @param second the next one that does
 */
public record RepeatedKey(String key, int first, int second) {
  /** The first that there is in a text. */
  public static Optional<RepeatedKey> in(String text) {
    List<String> lines = text.lines().toList();
    Map<String, Integer> seen = new HashMap<>();
    int at = 0;
    while (at < lines.size()) {
      int next = isComment(lines.get(at)) ? at + 1 : endOf(lines, at);
      for (String key : keys(lines.subList(at, next))) {
        // To Configuration Admin keys that differ in case are the same (OSGi Compendium 104.4.2).
        Integer first = seen.putIfAbsent(key.toLowerCase(Locale.ROOT), at + 1);
        if (first != null) {
          return Optional.of(new RepeatedKey(key, first, at + 1));
        }
      }
      at = next;
    }
    return Optional.empty();
  }

  /** The first that there is in the file of this address; none where it can't be read. */
  static Optional<RepeatedKey> inFile(String url) {
    try {
      return in(BoundedFile.of(Path.of(URI.create(url)), ConfigValues.LONGEST_FILE).readText());
    } catch (IOException | RuntimeException e) { // no address of a file, among others
      return Optional.empty();
    }
  }

  /** For a person. */
  public String problem() {
    return "%s stands in line %d and again in line %d: take one of them out"
        .formatted(PrintableText.ofValue(key), first, second);
  }

  private static boolean isComment(String line) {
    String text = line.strip();
    return text.isEmpty() || text.charAt(0) == '#' || text.charAt(0) == '!';
  }

  /** Behind the line, and those that continue it. */
  private static int endOf(List<String> lines, int at) {
    int end = at;
    while (end < lines.size() && isContinued(lines.get(end))) {
      end++;
    }
    return Math.min(end + 1, lines.size());
  }

  /** An odd number of backslashes stands at its end. */
  private static boolean isContinued(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  /** The one that these lines set, or none. */
  private static List<String> keys(List<String> lines) {
    Properties read = new Properties();
    try {
      read.load(new StringReader(String.join("\n", lines)));
    } catch (IOException | IllegalArgumentException e) { // a broken escape is told elsewhere
      return List.of();
    }
    return new ArrayList<>(read.stringPropertyNames());
  }
}
