package io.sluice.property;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/** Gives a {@link Property} any values of the kinds that it asks for, one after the other. */
public final class Any {
  private static final int SURROGATES = Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1;

  private final long seed;
  private final Choices choices;
  private final List<String> values = new ArrayList<>();
  private int depth;

  private Any(long seed, Choices choices) {
    this.seed = seed;
    this.choices = choices;
  }

  static Any seeded(long seed) {
    return new Any(seed, Choices.random(seed));
  }

  static Any of(long seed, long[] choices) {
    return new Any(seed, Choices.of(choices));
  }

  long seed() {
    return seed;
  }

  Choices choices() {
    return choices;
  }

  /** A number from {@code min} to {@code max}; the nearest to 0 when made smaller. */
  public int intWithin(int min, int max) {
    return (int) longWithin(min, max);
  }

  /** A number from {@code min} to {@code max}; the nearest to 0 when made smaller. */
  public long longWithin(long min, long max) {
    return value(() -> choices.within(min, max));
  }

  public int intValue() {
    return intWithin(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  public long longValue() {
    return longWithin(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /** {@code false} when made smaller. */
  public boolean flag() {
    return value(() -> choices.bits(1) == 1);
  }

  /** One of these; the first when made smaller. */
  @SafeVarargs
  public final <T> T oneOf(T... these) {
    return value(() -> these[(int) choices.within(0, these.length - 1L)]);
  }

  /** So many of them, from {@code min} to {@code max}. */
  public <T> List<T> list(int min, int max, Function<Any, T> element) {
    return value(
        () -> {
          List<T> list = new ArrayList<>();
          int length = choices.length(min, max);
          while (choices.more(list.size(), length, min, max)) {
            list.add(element.apply(this));
          }
          return list;
        });
  }

  public byte[] bytes(int min, int max) {
    List<Integer> list = list(min, max, any -> any.intWithin(0, 255));
    byte[] bytes = new byte[list.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = list.get(i).byteValue();
    }
    return bytes;
  }

  /** A text of up to so many characters, of which there are any; no half of a pair. */
  public String text(int max) {
    return text(0, max, Any::character);
  }

  /** A text of so many characters. */
  public String text(int min, int max, Function<Any, Integer> character) {
    return value(
        () -> {
          StringBuilder text = new StringBuilder();
          list(min, max, character).forEach(text::appendCodePoint);
          return text.toString();
        });
  }

  /** A letter of the Latin alphabet. */
  public int letter() {
    return "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".charAt(intWithin(0, 51));
  }

  private int character() {
    return switch (intWithin(0, 3)) {
      case 0, 1 -> intWithin(0, 94) + ' ';
      case 2 -> intWithin(0, 255);
      default -> {
        int point = intWithin(0, Character.MAX_CODE_POINT - SURROGATES);
        yield point < Character.MIN_SURROGATE ? point : point + SURROGATES;
      }
    };
  }

  /** Where a test makes its values itself: with few and small numbers when made smaller. */
  public Random random() {
    values.add("Random");
    return new Random(0) {
      private static final long serialVersionUID = 1;

      @Override
      protected int next(int bits) {
        return choices.bits(bits);
      }
    };
  }

  /** Tells what the test asked for; not what that was made of. */
  private <T> T value(Supplier<T> made) {
    depth++;
    T value = made.get();
    depth--;
    if (depth == 0) {
      values.add(value instanceof String ? '"' + value.toString() + '"' : value.toString());
    }
    return value;
  }

  /** What was given. */
  List<String> values() {
    return values;
  }

  @Override
  public String toString() {
    return "seed " + seed;
  }
}
