package io.sluice.backend.osgi;

import io.sluice.backend.HandlerProperties;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of a configuration, checked one by one, with messages that name the file and the key.
 * They come as strings from a file, and may come as numbers and booleans from elsewhere.
 *
 * <p>The keys are the methods of an annotation type, the one that Metatype describes to people;
 * what is not set has that method's default, and its bounds are the method's {@link Within} or
 * {@link OneOf}. Every configuration of the gateway is read by this class, so that one rule holds
 * for all: a file with an unknown key, in another encoding, or with a value that can't be used is
 * refused as a whole, since the wish that nobody hears may be the one that was to keep somebody
 * out.
 */
public sealed class ConfigValues permits HandlerConfig {
  /** The most bytes of a configuration's file that are read. */
  public static final int LONGEST_FILE = 1 << 20;

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
  public ConfigValues(Map<String, ?> values, Class<?> keys) {
    this.values = values;
    this.keys = keys;
  }

  /** All properties, as they came. */
  Map<String, ?> properties() {
    return values;
  }

  /** The annotation type. */
  Class<?> keys() {
    return keys;
  }

  /** The file's name; where there is none, the PID. */
  public String source() {
    return source(values);
  }

  /** The name of the file that properties are from; where there is none, their PID. */
  public static String source(Map<String, ?> properties) {
    Object file = properties.containsKey(FILE) ? properties.get(FILE) : properties.get(PID);
    String url = String.valueOf(file);
    return PrintableText.ofValue(url.substring(url.lastIndexOf('/') + 1));
  }

  /** Whether a key is Configuration Admin's, File Install's or Declarative Services'. */
  static boolean isForeign(String key) {
    return key.equals(HandlerProperties.BACKEND) // a property of the backend's component
        || FOREIGN.stream().anyMatch(key::startsWith);
  }

  /** What a person has set. */
  Map<String, String> own() {
    Map<String, String> own = new HashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.equals(HandlerConfig.RANKING) || !isForeign(key)) {
            own.put(key, String.valueOf(value).strip());
          }
        });
    return own;
  }

  /** Of the configuration. */
  public String pid() {
    return String.valueOf(values.get(PID));
  }

  /** What follows {@code ~} in the PID (OSGi Compendium 104.4.4), or all of it. */
  public String nameOfPid() {
    String pid = pid();
    return pid.substring(pid.indexOf('~') + 1);
  }

  /** Refuses keys that mean nothing here: a misspelled one would be a wish that nobody hears. */
  public void requireKnownKeys() throws ConfigException {
    requireKnownKeys(key -> false);
  }

  /**
   * The same.
   *
   * @param others keys that are known besides
   */
  public void requireKnownKeys(Predicate<String> others) throws ConfigException {
    requireEncoding();
    Set<String> unknown = unknownKeys(others);
    if (!unknown.isEmpty()) {
      String first = unknown.iterator().next();
      throw problem(
          "unknown key %s%s The keys are %s"
              .formatted(
                  PrintableText.ofValue(String.join(", ", unknown)),
                  NearestName.hint(first, knownKeys()),
                  String.join(", ", knownKeys())));
    }
    for (RetiredKey retired : retired()) {
      if (values.containsKey(retired.name()) && values.containsKey(retired.successor())) {
        throw problem(
            "%s and %s: the first is the old name of the second; take it out"
                .formatted(retired.name(), retired.successor()));
      }
    }
  }

  private void requireEncoding() throws ConfigException {
    for (Map.Entry<String, ?> entry : new TreeMap<>(values).entrySet()) {
      Optional<String> problem =
          Encoding.problem(entry.getKey())
              .or(() -> Encoding.problem(String.valueOf(entry.getValue())));
      if (problem.isPresent() && !isForeign(entry.getKey())) {
        throw problem("the file " + problem.get());
      }
    }
  }

  /** Keys that mean nothing here. */
  public Set<String> unknownKeys(Predicate<String> others) {
    Set<String> unknown = new TreeSet<>();
    for (String key : values.keySet()) {
      if (!isForeign(key) && method(key) == null && !isRetired(key) && !others.test(key)) {
        unknown.add(key);
      }
    }
    return unknown;
  }

  private boolean isRetired(String key) {
    return retired().stream().anyMatch(each -> each.name().equals(key));
  }

  private List<RetiredKey> retired() {
    return List.of(keys.getAnnotationsByType(RetiredKey.class));
  }

  /** What a person should do about keys that still work, but will not for ever. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (RetiredKey retired : retired()) {
      if (values.containsKey(retired.name())) {
        String now =
            retired.successor().isEmpty()
                ? "means nothing any more; take it out"
                : "is called " + retired.successor() + " now; write that";
        warnings.add(source() + ": " + retired.name() + " " + now);
      }
    }
    return warnings;
  }

  /** The keys that there are, in the order of the alphabet. */
  private List<String> knownKeys() {
    return Arrays.stream(keys.getDeclaredMethods()).map(Method::getName).sorted().toList();
  }

  /** A value without spaces around it; its default, or empty, where it is not set. */
  public String text(String key) {
    return text(key, defaultOf(key));
  }

  /**
   * A value whose default is made from something else.
   *
   * @param otherwise where it is not set, or empty
   */
  public String text(String key, String otherwise) {
    String text = written(key);
    for (RetiredKey retired : retired()) {
      if (text.isEmpty() && retired.successor().equals(key)) {
        text = written(retired.name());
      }
    }
    return text.isEmpty() ? otherwise : text;
  }

  private String written(String key) {
    Object value = values.get(key);
    return value == null ? "" : value.toString().strip();
  }

  /** A value that must be there. */
  public String requiredText(String key) throws ConfigException {
    String text = text(key);
    if (text.isEmpty()) {
      throw problem(key + " is missing");
    }
    return text;
  }

  /** A value that is one of the key's {@link OneOf}, in small or capital letters. */
  public String choice(String key) throws ConfigException {
    String text = text(key).toLowerCase(Locale.ROOT);
    String[] words = required(key, OneOf.class).value();
    if (!List.of(words).contains(text)) {
      String last = words[words.length - 1];
      String others = String.join(", ", List.of(words).subList(0, words.length - 1));
      throw problem(key, text(key), "is " + others + " or " + last);
    }
    return text;
  }

  /** What stands between the commas. */
  public List<String> list(String key) {
    return Arrays.stream(text(key).split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /**
   * A name that can stand in a file's name and on a command line.
   *
   * @param otherwise where it is not set
   */
  public String name(String key, String otherwise) throws ConfigException {
    String name = text(key, otherwise);
    requireName(key, name);
    return name;
  }

  /** Refuses what {@link #name} does, as the value, or a part of the value, of a key. */
  public void requireName(String key, String name) throws ConfigException {
    if (!VALID_NAME.matcher(name).matches()) {
      throw problem(
          key,
          name,
          "is 1 to 63 letters, digits, '.', '-' and '_', of which the first is a letter or digit");
    }
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key) throws ConfigException {
    return switch (text(key).toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw problem(key, text(key), "is true or false");
    };
  }

  /** A whole number that is one of the key's {@link OneOf}, or {@link Within} its bounds. */
  public int number(String key) throws ConfigException {
    Optional<OneOf> few = annotation(key, OneOf.class);
    if (few.isPresent()) {
      List<String> numbers = List.of(few.get().value());
      if (!numbers.contains(text(key))) {
        throw problem(key, text(key), "is one of " + numbers);
      }
      return Integer.parseInt(text(key));
    }
    Within bounds = required(key, Within.class);
    return numberWithin(
        key, text(key), Math.toIntExact(bounds.min()), Math.toIntExact(bounds.max()));
  }

  /** A whole number within bounds, as the value, or a part of the value, of a key. */
  public int numberWithin(String key, String text, int least, int most) throws ConfigException {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw problem(key, text, "is a whole number, %d to %d".formatted(least, most));
  }

  /**
   * Bytes, such as {@code 10G}, {@code 512 MiB} or {@code 1048576}, {@link Within} the key's bounds
   * where it has some; 0 where it is not set.
   */
  public long bytes(String key) throws ConfigException {
    long bytes = text(key).isEmpty() ? 0 : bytes(key, text(key));
    Optional<Within> bounds = annotation(key, Within.class).filter(set -> !text(key).isEmpty());
    if (bounds.filter(set -> bytes < set.min() || bytes > set.max()).isPresent()) {
      String wanted = "is a number of bytes, %s to %s";
      throw problem(
          key, text(key), wanted.formatted(told(bounds.get().min()), told(bounds.get().max())));
    }
    return bytes;
  }

  private static String told(long bytes) {
    for (int power = UNITS.length(); power > 0; power--) {
      if (bytes != 0 && bytes % (1L << 10 * power) == 0) {
        return (bytes >> 10 * power) + UNITS.substring(power - 1, power);
      }
    }
    return Long.toString(bytes);
  }

  private long bytes(String key, String text) throws ConfigException {
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

  /** What to throw for a value that can't be used; {@code wanted} goes on after "key = value: ". */
  public ConfigException problem(String key, Object value, String wanted) {
    return problem("%s = %s: %s".formatted(key, PrintableText.ofValue(value), wanted));
  }

  /** What to throw for values that do not go together; {@code message} names their keys. */
  public ConfigException problem(String message) {
    return new ConfigException(source(), message);
  }

  private String defaultOf(String key) {
    Method method = method(key);
    Object value = method == null ? null : method.getDefaultValue();
    return value == null ? "" : value.toString();
  }

  private <A extends Annotation> Optional<A> annotation(String key, Class<A> kind) {
    return Optional.ofNullable(method(key)).map(method -> method.getAnnotation(kind));
  }

  private <A extends Annotation> A required(String key, Class<A> kind) {
    return annotation(key, kind)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    keys.getName() + "." + key + " has no @" + kind.getSimpleName()));
  }

  private Method method(String key) {
    try {
      return keys.getDeclaredMethod(key);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
