package io.sluice.gateway.shell;

import io.sluice.backend.osgi.PrintableText;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Values as JSON (RFC 8259): maps, collections, optionals, strings, numbers, booleans and null. An
 * empty optional is null.
 */
public final class JsonText {
  private final StringBuilder text = new StringBuilder();

  private JsonText() {}

  /** The value on separate lines, indented by two spaces, with a final line terminator. */
  public static String of(Object value) {
    JsonText json = new JsonText();
    json.value(value, "\n");
    return json.text.append('\n').toString();
  }

  private void value(Object value, String newLine) {
    if (value instanceof Optional<?> optional) {
      value(optional.orElse(null), newLine);
    } else if (value instanceof Map<?, ?> map) {
      object(map, newLine);
    } else if (value instanceof Collection<?> items) {
      array(items, newLine);
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else {
      string(value.toString());
    }
  }

  private void object(Map<?, ?> map, String newLine) {
    String separator = "";
    text.append('{');
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(separator).append(newLine).append("  ");
      string(entry.getKey().toString());
      text.append(": ");
      value(entry.getValue(), newLine + "  ");
      separator = ",";
    }
    text.append(map.isEmpty() ? "" : newLine).append('}');
  }

  private void array(Collection<?> items, String newLine) {
    String separator = "";
    text.append('[');
    for (Object item : items) {
      text.append(separator).append(newLine).append("  ");
      value(item, newLine + "  ");
      separator = ",";
    }
    text.append(items.isEmpty() ? "" : newLine).append(']');
  }

  /** Characters that would not be visible are escaped, since JSON is read on terminals too. */
  private void character(int point) {
    if (point == '"' || point == '\\') {
      text.append('\\').append((char) point);
    } else if (PrintableText.shows(point) && Character.isBmpCodePoint(point)) {
      text.append((char) point);
    } else {
      for (char c : Character.toChars(point)) {
        text.append(String.format("\\u%04x", (int) c));
      }
    }
  }

  private void string(String string) {
    text.append('"');
    string.codePoints().forEach(this::character);
    text.append('"');
  }
}
