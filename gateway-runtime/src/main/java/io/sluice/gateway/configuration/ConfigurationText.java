package io.sluice.gateway.configuration;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The text of a configuration file, as File Install reads it: lines {@code key = value}, each
 * continued on the next line if it ends with a backslash, comments that begin with {@code #} or
 * {@code !}, and empty lines. Everything that is not set or removed keeps its exact text.
 */
public final class ConfigurationText {
  private static final List<String> FOREIGN = List.of("service.", "felix.", "component.", "osgi.");

  private final List<Line> lines = new ArrayList<>();
  private final String lineEnd;

  /**
   * One line, together with its continuation lines.
   *
   * @param text without the final line terminator
   * @param key null for a comment or an empty line
   * @param value as written
   */
  private record Line(String text, String key, String value) {}

  private ConfigurationText(String lineEnd) {
    this.lineEnd = lineEnd;
  }

  /** An empty text. */
  public static ConfigurationText empty() {
    return new ConfigurationText("\n");
  }

  /** Parses a text. Any text can be parsed: a line without a value is just a key. */
  public static ConfigurationText parse(String text) {
    ConfigurationText result = new ConfigurationText(text.contains("\r\n") ? "\r\n" : "\n");
    List<String> physical = text.lines().toList();
    int at = 0;
    while (at < physical.size()) {
      int end = at;
      while (!isComment(physical.get(at))
          && end + 1 < physical.size()
          && isContinued(physical.get(end))) {
        end = nextOfLine(physical, end);
      }
      result.add(physical.subList(at, Math.min(end + 1, physical.size())));
      at = end + 1;
    }
    return result;
  }

  private static int nextOfLine(List<String> physical, int at) {
    return Math.min(at + 1, physical.size() - 1);
  }

  private void add(List<String> physical) {
    String text = String.join(lineEnd, physical);
    if (isComment(physical.get(0))) {
      lines.add(new Line(text, null, null));
      return;
    }
    StringBuilder joined = new StringBuilder();
    for (String part : physical) {
      boolean continued = isContinued(part);
      joined.append((continued ? part.substring(0, part.length() - 1) : part).stripLeading());
    }
    int end = endOfKey(joined);
    String key = ConfigurationValue.unescapeKey(joined.substring(0, end));
    lines.add(new Line(text, key, valueOf(joined.substring(end))));
  }

  private static boolean isComment(String line) {
    String text = line.strip();
    return text.isEmpty() || text.charAt(0) == '#' || text.charAt(0) == '!';
  }

  /** Whether it ends with an odd number of backslashes. */
  private static boolean isContinued(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private static int endOfKey(CharSequence line) {
    int at = 0;
    while (at < line.length() && "=: \t\f".indexOf(line.charAt(at)) < 0) {
      at += line.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at, line.length());
  }

  private static String valueOf(String rest) {
    String value = rest.stripLeading();
    boolean separated = value.startsWith("=") || value.startsWith(":");
    return (separated ? value.substring(1) : value).strip();
  }

  /** The keys, in the order of the text. */
  public Set<String> keys() {
    return lines.stream()
        .map(Line::key)
        .filter(key -> key != null)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * A key's value; if several lines set it, the last one's. A reference ({@link #isReferring}) is
   * returned as written.
   */
  public Optional<String> value(String key) {
    return last(key).map(line -> ConfigurationValue.unescape(line.value));
  }

  /**
   * Whether the value contains a reference, such as <code>${env:HOME}</code>, so that it is not
   * known from this text alone.
   */
  public boolean isReferring(String key) {
    return last(key).filter(line -> ConfigurationValue.isReferring(line.value)).isPresent();
  }

  private Optional<Line> last(String key) {
    return lines.stream().filter(line -> key.equals(line.key)).reduce((first, next) -> next);
  }

  /**
   * Whether these are the properties that the gateway read from this text: the same keys and
   * values, apart from those that Configuration Admin, File Install and Declarative Services add.
   * The values of references are not known here.
   */
  public boolean isReadAs(Map<String, ?> properties) {
    Set<String> keys = keys();
    return keys.stream()
            .allMatch(
                key ->
                    properties.containsKey(key)
                        && (isReferring(key)
                            || value(key).equals(Optional.of(properties.get(key).toString()))))
        && properties.keySet().stream().allMatch(key -> keys.contains(key) || isForeign(key));
  }

  private static boolean isForeign(String key) {
    return FOREIGN.stream().anyMatch(key::startsWith);
  }

  /**
   * Sets a key: in its place if it is already set, otherwise at the end. The value is read back
   * exactly as given here, whatever it contains.
   *
   * @throws IllegalArgumentException if no file could hold the value; the message tells why
   */
  public void set(String key, String value) {
    ConfigurationValue.requireKey(key);
    String escaped = ConfigurationValue.escape(value);
    Line line = new Line(key + " = " + escaped, key, escaped);
    int place = -1;
    for (int i = 0; i < lines.size(); i++) {
      place = key.equals(lines.get(i).key) ? i : place;
    }
    if (place < 0) {
      lines.add(line);
    } else {
      lines.set(place, line);
    }
  }

  /** Removes all occurrences of a key, but not the comments before them. */
  public void remove(String key) {
    lines.removeIf(line -> key.equals(line.key));
  }

  /** Appends a comment. */
  public void comment(String text) {
    text.lines().forEach(line -> lines.add(new Line("# " + line, null, null)));
  }

  @Override
  public String toString() {
    return lines.stream().map(line -> line.text + lineEnd).collect(Collectors.joining());
  }
}
