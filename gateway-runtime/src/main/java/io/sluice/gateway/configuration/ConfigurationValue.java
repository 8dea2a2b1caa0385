package io.sluice.gateway.configuration;

import java.util.regex.Pattern;

/**
 * Values as they are written into a file. File Install reads them in two steps: the escapes of Java
 * ({@code \n}), and then those of the references <code>${name}</code> that it replaces. A file of
 * which every value looks like one of a {@code .config} file, {@code "text"} or {@code I"5"}, it
 * reads as such.
 */
final class ConfigurationValue {
  private static final Pattern TYPED =
      Pattern.compile("[TILFDXSCBilfdxscb]?(\\[.*\\]|\\{.*\\}|\".*\")", Pattern.DOTALL);

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]+");

  /** What File Install puts into a text meanwhile for a dollar, and then takes for one. */
  private static final String MARKER = "$__";

  private ConfigurationValue() {}

  static void requireKey(String key) {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "'" + key + "' is no key: letters, digits, '.', '-' and '_' are");
    }
  }

  /** As a file holds it. */
  static String escape(String value) {
    if (value.contains(MARKER)) {
      throw new IllegalArgumentException(
          "no configuration file can hold '" + MARKER + "', which is in '" + value + "'");
    }
    String literal = literal(value);
    StringBuilder text = new StringBuilder();
    boolean typed = TYPED.matcher(literal.strip()).matches();
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      boolean edge = c == ' ' && (i == 0 || i == literal.length() - 1);
      if (Character.isISOControl(c) || edge || (typed && i == 0)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c == '\\' ? "\\\\" : c);
      }
    }
    return text.toString();
  }

  /** So that nothing in it is a reference. */
  private static String literal(String value) {
    String text = value.replace("\\", "\\\\");
    return text.contains("{") || text.contains("}")
        ? text.replace("{", "\\{").replace("}", "\\}")
        : text;
  }

  static boolean isReferring(String written) {
    return unescapeJava(written).contains("${");
  }

  /** As it is read, but for references, which stay. */
  static String unescape(String written) {
    StringBuilder text = new StringBuilder(unescapeJava(written));
    for (int i = text.indexOf("\\"); i >= 0 && i + 1 < text.length(); ) {
      if ("{}\\".indexOf(text.charAt(i + 1)) >= 0) {
        text.deleteCharAt(i);
      }
      i = text.indexOf("\\", i + 1);
    }
    return text.toString();
  }

  static String unescapeKey(String written) {
    return unescapeJava(written);
  }

  private static String unescapeJava(String written) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < written.length()) {
      char c = written.charAt(at++);
      if (c != '\\' || at == written.length()) {
        text.append(c);
        continue;
      }
      c = written.charAt(at++);
      if (c == 'u' && at + 4 <= written.length() && isHexadecimal(written.substring(at, at + 4))) {
        text.append((char) Integer.parseInt(written.substring(at, at + 4), 16));
        at += 4;
      } else {
        int control = "rftnb".indexOf(c);
        text.append(control < 0 ? c : "\r\f\t\n\b".charAt(control));
      }
    }
    return text.toString();
  }

  private static boolean isHexadecimal(String digits) {
    return digits.chars().allMatch(digit -> Character.digit(digit, 16) >= 0);
  }
}
