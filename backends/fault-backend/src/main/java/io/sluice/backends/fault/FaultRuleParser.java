package io.sluice.backends.fault;

import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads rules as people write them: {@code error read,write lba=0-99 probability=0.1 count=3}. */
final class FaultRuleParser {
  static final String USAGE =
      "error|delay|hang|corrupt read|write|flush|discard|any[,...] [lba=FIRST-LAST]"
          + " [probability=P] [skip=N] [count=N] [for=TIME] [sense=KEY/ASC/ASCQ]";

  private static final Pattern SPAN = Pattern.compile("([0-9]{1,18})(?:-([0-9]{1,18}))?");
  private static final Pattern TIME = Pattern.compile("([0-9]{1,7})(ms|s)");
  private static final Pattern SENSE =
      Pattern.compile("([0-9a-fA-F])/([0-9a-fA-F]{2})/([0-9a-fA-F]{2})");
  private static final Duration DEFAULT_DELAY = Duration.ofMillis(100);
  private static final Duration DEFAULT_HANG = Duration.ofSeconds(5);

  private BlockSpan lba = BlockSpan.ALL;
  private double probability = 1;
  private long skip;
  private long count = Long.MAX_VALUE;
  private Duration time;
  private SenseData sense;

  private FaultRuleParser() {}

  /** The words for what goes wrong. */
  static List<String> kindWords() {
    return Arrays.stream(FaultKind.values()).map(FaultRuleParser::word).toList();
  }

  /** The words for what it goes wrong with. */
  static List<String> operationWords() {
    return Stream.concat(
            Arrays.stream(Operation.values()).map(FaultRuleParser::word), Stream.of("any"))
        .toList();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException when a word means nothing; the message tells which, and what
   *     would
   */
  static FaultRule parse(List<String> words) {
    if (words.size() < 2) {
      throw new IllegalArgumentException("a rule is " + USAGE);
    }
    FaultRuleParser parser = new FaultRuleParser();
    FaultKind kind = one(FaultKind.class, words.get(0));
    Set<Operation> operations = operations(words.get(1));
    words.subList(2, words.size()).forEach(parser::option);
    return parser.rule(kind, operations);
  }

  private FaultRule rule(FaultKind kind, Set<Operation> operations) {
    boolean takesTime = kind == FaultKind.DELAY || kind == FaultKind.HANG;
    if (time != null && !takesTime) {
      throw new IllegalArgumentException("for= belongs to delay and hang");
    }
    if (sense != null && kind != FaultKind.ERROR) {
      throw new IllegalArgumentException("sense= belongs to error");
    }
    if (kind == FaultKind.CORRUPT
        && !EnumSet.of(Operation.READ, Operation.WRITE).containsAll(operations)) {
      throw new IllegalArgumentException("only read and write can be corrupted");
    }
    Duration usual = kind == FaultKind.HANG ? DEFAULT_HANG : DEFAULT_DELAY;
    return new FaultRule(
        kind,
        operations,
        lba,
        probability,
        skip,
        count,
        time == null ? usual : time,
        Optional.ofNullable(sense));
  }

  private static Set<Operation> operations(String text) {
    if (text.equalsIgnoreCase("any")) {
      return EnumSet.allOf(Operation.class);
    }
    return Arrays.stream(text.split(",", -1))
        .map(word -> one(Operation.class, word))
        .collect(Collectors.toSet());
  }

  private static <E extends Enum<E>> E one(Class<E> type, String word) {
    try {
      return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + word + "' means nothing here; a rule is " + USAGE);
    }
  }

  private void option(String word) {
    int equals = word.indexOf('=');
    String key = equals < 0 ? word : word.substring(0, equals);
    String value = equals < 0 ? "" : word.substring(equals + 1);
    switch (key) {
      case "lba" -> lba = span(value);
      case "probability" -> probability = probability(value);
      case "skip" -> skip = number(key, value);
      case "count" -> count = number(key, value);
      case "for" -> time = time(value);
      case "sense" -> sense = sense(value);
      default ->
          throw new IllegalArgumentException(
              "'" + word + "' means nothing here; a rule is " + USAGE);
    }
  }

  private static BlockSpan span(String value) {
    Matcher matcher = matcher(SPAN, "lba", value, "is LBA or FIRST-LAST");
    long first = Long.parseLong(matcher.group(1));
    return new BlockSpan(
        first, matcher.group(2) == null ? first : Long.parseLong(matcher.group(2)));
  }

  private static double probability(String value) {
    try {
      double probability = Double.parseDouble(value);
      if (probability > 0 && probability <= 1) {
        return probability;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException("probability=" + value + ": is more than 0, and at most 1");
  }

  private static long number(String key, String value) {
    matcher(Pattern.compile("[0-9]{1,18}"), key, value, "is a whole number");
    return Long.parseLong(value);
  }

  private static Duration time(String value) {
    Matcher matcher = matcher(TIME, "for", value, "is a time such as 200ms or 3s");
    long number = Long.parseLong(matcher.group(1));
    return matcher.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
  }

  private static SenseData sense(String value) {
    Matcher matcher =
        matcher(SENSE, "sense", value, "is KEY/ASC/ASCQ in hexadecimal, such as 3/11/00");
    int code = Integer.parseInt(matcher.group(1), 16);
    SenseKey key =
        Arrays.stream(SenseKey.values())
            .filter(k -> k.code() == code)
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("sense=" + value + ": has no such sense key"));
    return new SenseData(
        key,
        new AdditionalSense(
            Integer.parseInt(matcher.group(2), 16),
            Integer.parseInt(matcher.group(3), 16),
            "INJECTED"));
  }

  private static Matcher matcher(Pattern pattern, String key, String value, String wanted) {
    Matcher matcher = pattern.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(key + "=" + value + ": " + wanted);
    }
    return matcher;
  }
}
