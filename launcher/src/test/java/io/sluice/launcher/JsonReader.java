package io.sluice.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON as strictly as RFC 8259 has it: maps, lists, strings, doubles, booleans and null. */
final class JsonReader {
  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * The one value that the text is.
   *
   * @throws IllegalArgumentException where it is not one
   */
  static Object read(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value();
    reader.blanks();
    reader.require(reader.at == text.length());
    return value;
  }

  private void require(boolean right) {
    if (!right) {
      throw new IllegalArgumentException("no JSON at " + at + " of: " + text);
    }
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean takes(String token) {
    blanks();
    boolean there = text.startsWith(token, at);
    at += there ? token.length() : 0;
    return there;
  }

  private Object value() {
    if (takes("{")) {
      return object();
    }
    if (takes("[")) {
      return array();
    }
    if (takes("\"")) {
      return string();
    }
    if (takes("null")) {
      return null;
    }
    if (takes("true")) {
      return true;
    }
    return takes("false") ? (Object) false : (Object) number();
  }

  private Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    for (boolean more = !takes("}"); more; more = !takes("}")) {
      require(object.isEmpty() || takes(","));
      require(takes("\""));
      String key = string();
      require(takes(":"));
      object.put(key, value());
    }
    return object;
  }

  private List<Object> array() {
    List<Object> array = new ArrayList<>();
    for (boolean more = !takes("]"); more; more = !takes("]")) {
      require(array.isEmpty() || takes(","));
      array.add(value());
    }
    return array;
  }

  private String string() {
    StringBuilder string = new StringBuilder();
    while (true) {
      require(at < text.length() && text.charAt(at) >= ' ');
      char c = text.charAt(at++);
      if (c == '"') {
        return string.toString();
      }
      string.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    require(at < text.length());
    char c = text.charAt(at++);
    if (c == 'u') {
      require(at + 4 <= text.length());
      at += 4;
      return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }
    int known = "\"\\/bfnrt".indexOf(c);
    require(known >= 0);
    return "\"\\/\b\f\n\r\t".charAt(known);
  }

  private Double number() {
    int begin = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(begin, at);
    require(number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?"));
    return Double.valueOf(number);
  }
}
