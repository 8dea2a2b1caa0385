package io.sluice.backend.osgi;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The configuration of one handler: values checked one by one, with messages that name the file and
 * the key. Values come as strings from a file, and may come as numbers and booleans from elsewhere.
 *
 * <p>The keys are the methods of an annotation type, the one that Metatype describes to people, and
 * what is not set has that method's default.
 */
public final class HandlerConfig {
  /** Key of the handler's name; without it, what follows {@code ~} in the PID is the name. */
  public static final String NAME = "name";

  /**
   * Key, of backends that have it, that has what is missing made when it is first opened; nothing
   * to a handler that is open.
   */
  public static final String CREATE = "create";

  private static final String RANKING = "service.ranking";
  private static final String PID = "service.pid";
  private static final String FILE = "felix.fileinstall.filename";
  private static final Pattern VALID_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern SIZE =
      Pattern.compile("([0-9]+) ?(?:([KMGTP])(?:IB)?)?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "KMGTP";

  /** What Configuration Admin, File Install and Declarative Services add of their own. */
  private static final List<String> FOREIGN =
      List.of("service.", "component.", "felix.", "osgi.", ".");

  private final Map<String, ?> values;
  private final Class<?> keys;

  /**
   * @param values all properties, as a component gets them
   * @param keys the annotation type
   */
  public HandlerConfig(Map<String, ?> values, Class<?> keys) {
    this.values = values;
    this.keys = keys;
  }

  /** The file's name; where there is none, the PID. */
  public String source() {
    String file = String.valueOf(values.containsKey(FILE) ? values.get(FILE) : values.get(PID));
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /** The handler's name, which logical units bind to. */
  public String name() throws ConfigException {
    String name = text(NAME);
    if (name.isEmpty()) {
      name = nameOfPid();
    }
    if (!VALID_NAME.matcher(name).matches()) {
      throw problem(
          NAME,
          name,
          "is 1 to 63 letters, digits, '.', '-' and '_', of which the first is a letter or digit");
    }
    return name;
  }

  /** What follows {@code ~} in the PID (OSGi Compendium 104.4.4), or all of it. */
  String nameOfPid() {
    String pid = String.valueOf(values.get(PID));
    return pid.substring(pid.indexOf('~') + 1);
  }

  /** Whether it says what another one says, but for {@link #CREATE}, which only that one has. */
  boolean isWithoutCreationOf(HandlerConfig before) {
    Map<String, String> now = own();
    Map<String, String> then = before.own();
    boolean wanted = "true".equalsIgnoreCase(then.remove(CREATE));
    boolean isWanted = "true".equalsIgnoreCase(now.remove(CREATE));
    return wanted && !isWanted && now.equals(then);
  }

  private Map<String, String> own() {
    Map<String, String> own = new HashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.equals(RANKING) || FOREIGN.stream().noneMatch(key::startsWith)) {
            own.put(key, value.toString().strip());
          }
        });
    return own;
  }

  /** Refuses keys that mean nothing here: a misspelled one would be a wish that nobody hears. */
  public void requireKnownKeys() throws ConfigException {
    List<String> unknown = new ArrayList<>();
    for (String key : values.keySet()) {
      if (FOREIGN.stream().noneMatch(key::startsWith) && method(key) == null) {
        unknown.add(key);
      }
    }
    if (!unknown.isEmpty()) {
      throw problem(
          "unknown key %s; the keys are %s"
              .formatted(
                  PrintableText.ofValue(String.join(", ", new TreeSet<>(unknown))), knownKeys()));
    }
  }

  private String knownKeys() {
    return Arrays.stream(keys.getDeclaredMethods())
        .map(Method::getName)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** A value without spaces around it; its default, or empty, where it is not set. */
  public String text(String key) {
    Object value = values.get(key);
    String text = value == null ? "" : value.toString().strip();
    return text.isEmpty() ? defaultOf(key) : text;
  }

  /** A value that must be there. */
  public String requiredText(String key) throws ConfigException {
    String text = text(key);
    if (text.isEmpty()) {
      throw problem(key + " is missing");
    }
    return text;
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key) throws ConfigException {
    return switch (text(key).toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw problem(key, text(key), "is true or false");
    };
  }

  /** One of a few whole numbers. */
  public int number(String key, int... allowed) throws ConfigException {
    for (int number : allowed) {
      if (Integer.toString(number).equals(text(key))) {
        return number;
      }
    }
    throw problem(key, text(key), "is one of " + Arrays.toString(allowed));
  }

  /** A whole number within bounds. */
  public int numberWithin(String key, int least, int most) throws ConfigException {
    try {
      int number = Integer.parseInt(text(key));
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw problem(key, text(key), "is a whole number, %d to %d".formatted(least, most));
    }
    throw problem(key, text(key), "is a whole number, %d to %d".formatted(least, most));
  }

  /** Bytes, such as {@code 10G}, {@code 512 MiB} or {@code 1048576}; 0 where it is not set. */
  public long bytes(String key) throws ConfigException {
    String text = text(key);
    if (text.isEmpty()) {
      return 0;
    }
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw problem(key, text, "is a number of bytes, or has K, M, G, T or P (of 1024) behind it");
    }
    String unit = matcher.group(2);
    int power = unit == null ? 0 : 1 + UNITS.indexOf(unit.toUpperCase(Locale.ROOT));
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << 10 * power);
    } catch (ArithmeticException | NumberFormatException e) {
      throw problem(key, text, "is more than there can be");
    }
  }

  /** The service's ranking, 0 where the configuration sets none. */
  int ranking() throws ConfigException {
    String text = text(RANKING);
    try {
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw problem(RANKING, text, "is a whole number");
    }
  }

  /** What to throw for a value that can't be used; {@code wanted} goes on after "key = value: ". */
  public ConfigException problem(String key, Object value, String wanted) {
    return problem("%s = %s: %s".formatted(key, PrintableText.ofValue(value), wanted));
  }

  /** What to throw for values that do not go together; {@code message} names their keys. */
  public ConfigException problem(String message) {
    return new ConfigException(source() + ": " + message);
  }

  private String defaultOf(String key) {
    Method method = method(key);
    Object value = method == null ? null : method.getDefaultValue();
    return value == null ? "" : value.toString();
  }

  private Method method(String key) {
    try {
      return keys.getDeclaredMethod(key);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
