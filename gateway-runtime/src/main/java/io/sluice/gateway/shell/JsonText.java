package io.sluice.gateway.shell;

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

  /** The value on lines of its own, indented by two blanks, with a line end behind. */
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

  private void string(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
