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
 * <p>The keys are the methods of an annotation type, which is also what Metatype describes to
 * people; a key that is not set has its method's default, and its bounds are the method's {@link
 * Within} or {@link OneOf}. Every configuration of the gateway is read by this class, so that one
 * rule holds for all: a file with an unknown key, in another encoding, or with an unusable value is
 * refused as a whole, since a setting that is silently ignored may be the one that was meant to
 * keep somebody out.
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

  /** Set where the values are not those of the file, but what was accepted of it before. */
  static final String ACCEPTED_BEFORE = ".accepted";

  /** The keys that Configuration Admin, File Install and Declarative Services add. */
  private static final List<String> FOREIGN =
      List.of("service.", "component.", "felix.", "osgi.", ".");

  private final Map<String, ?> values;
  private final Class<?> keys;

  /**
   * @param values all properties, as a component receives them
   * @param keys the annotation type
   */
  public ConfigValues(Map<String, ?> values, Class<?> keys) {
    this.values = values;
    this.keys = keys;
  }

  /** All properties, as received. */
  Map<String, ?> properties() {
    return values;
  }

  /** The annotation type. */
  Class<?> keys() {
    return keys;
  }

  /** The file's name; if there is no file, the PID. */
  public String source() {
    return source(values);
  }

  /** The name of the file that the properties come from; if there is no file, their PID. */
  public static String source(Map<String, ?> properties) {
    Object file = properties.containsKey(FILE) ? properties.get(FILE) : properties.get(PID);
    String url = String.valueOf(file);
    return PrintableText.ofValue(url.substring(url.lastIndexOf('/') + 1));
  }

  /** Whether a key was added by Configuration Admin, File Install or Declarative Services. */
  static boolean isForeign(String key) {
    return key.equals(HandlerProperties.BACKEND) // a property of the backend's component
        || FOREIGN.stream().anyMatch(key::startsWith);
  }

  /** The values that a person has set. */
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

  /** The configuration's PID. */
  public String pid() {
    return String.valueOf(values.get(PID));
  }

  /** The part of the PID after {@code ~} (OSGi Compendium 104.4.4), or the whole PID. */
  public String nameOfPid() {
    String pid = pid();
    return pid.substring(pid.indexOf('~') + 1);
  }

  /** Refuses unknown keys: a misspelled key would otherwise be silently ignored. */
  public void requireKnownKeys() throws ConfigException {
    requireKnownKeys(key -> false);
  }

  /**
   * Refuses unknown keys.
   *
   * @param others matches further keys that are known
   */
  public void requireKnownKeys(Predicate<String> others) throws ConfigException {
    requireEncoding();
    requireSingleKeys();
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

  private void requireSingleKeys() throws ConfigException {
    Optional<RepeatedKey> repeated = repeatedKey();
    if (repeated.isPresent()) {
      throw problem(repeated.get().problem());
    }
  }

  /** Whether its file has a key twice, so that these values are not all that it says. */
  boolean isRepeating() {
    return repeatedKey().isPresent();
  }

  private Optional<RepeatedKey> repeatedKey() {
    return values.containsKey(FILE) && !values.containsKey(ACCEPTED_BEFORE)
        ? RepeatedKey.inFile(String.valueOf(values.get(FILE)))
        : Optional.empty();
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

  /** The unknown keys. */
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

  /** What a person should do about keys that still work but will be removed. */
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

  /** The known keys, in alphabetical order. */
  private List<String> knownKeys() {
    return Arrays.stream(keys.getDeclaredMethods()).map(Method::getName).sorted().toList();
  }

  /** A value without surrounding spaces; its default, or empty, if it is not set. */
  public String text(String key) {
    return text(key, defaultOf(key));
  }

  /**
   * A value whose default is computed.
   *
   * @param otherwise the value if it is not set, or is empty
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

  /** A required value. */
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

  /** The items of a comma-separated value. */
  public List<String> list(String key) {
    return Arrays.stream(text(key).split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /**
   * A name that can be part of a file name and of a command line.
   *
   * @param otherwise the name if it is not set
   */
  public String name(String key, String otherwise) throws ConfigException {
    String name = text(key, otherwise);
    requireName(key, name);
    return name;
  }

  /** Refuses a name that {@link #name} would refuse, as the value of a key or as part of it. */
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

  /** A whole number within bounds, as the value of a key or as part of it. */
  public int numberWithin(String key, String text, int least, int most) throws ConfigException {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw problem(key, text, "is a whole number, %d to %d".formatted(least, most));
  }

  /**
   * Bytes, such as {@code 10G}, {@code 512 MiB} or {@code 1048576}, {@link Within} the key's bounds
   * if it has any; 0 if it is not set.
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

  /**
   * The exception for an unusable value; the message is "key = value: " followed by {@code wanted}.
   */
  public ConfigException problem(String key, Object value, String wanted) {
    return problem("%s = %s: %s".formatted(key, PrintableText.ofValue(value), wanted));
  }

  /** The exception for values that conflict; {@code message} names their keys. */
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
