package io.sluice.property;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The choices that a case is made of: drawn at random, or given; in both cases written down. Each
 * is a number within bounds, and the nearest to 0 of those is its simplest.
 */
final class Choices {
  /** {@code null} where the choices are given. */
  private final SplittableRandom random;

  private final long[] given;
  private long[] made = new long[16];
  private long[] simplest = new long[16];
  private int count;

  private Choices(SplittableRandom random, long[] given) {
    this.random = random;
    this.given = given;
  }

  static Choices random(long seed) {
    return new Choices(new SplittableRandom(seed), new long[0]);
  }

  /** The given ones as far as they go, and then the simplest. */
  static Choices of(long[] given) {
    return new Choices(null, given);
  }

  /** Any within the bounds: every eighth is at their edge, a quarter of a smaller magnitude. */
  long within(long min, long max) {
    return next(min, max, random == null ? 0 : likely(min, max));
  }

  /** Any of so many bits, all alike. */
  int bits(int bits) {
    long most = (1L << bits) - 1;
    return (int) next(0, most, random == null ? 0 : random.nextLong() & most);
  }

  /** How long a list is to become: not a choice; {@link #more} is asked for each element. */
  int length(int min, int max) {
    return random == null ? max : (int) likely(min, max);
  }

  /**
   * Whether a list goes on. To leave out an element's choices and this one before it leaves a list
   * that is shorter; a length that was written down would not fit any more.
   */
  boolean more(int size, int length, int min, int max) {
    return next(size < min ? 1 : 0, size < max ? 1 : 0, size < length ? 1 : 0) == 1;
  }

  private long next(long min, long max, long drawn) {
    long nearest = clamp(0, min, max);
    long wanted = random != null ? drawn : count < given.length ? given[count] : nearest;
    if (count == made.length) {
      made = Arrays.copyOf(made, 2 * count);
      simplest = Arrays.copyOf(simplest, 2 * count);
    }
    simplest[count] = nearest;
    long choice = clamp(wanted, min, max);
    made[count++] = choice;
    return choice;
  }

  private long likely(long min, long max) {
    long nearest = clamp(0, min, max);
    return switch (random.nextInt(8)) {
      case 0 -> {
        long[] edges = {min, max, min, max, nearest, nearest + 1, nearest - 1};
        yield clamp(edges[random.nextInt(edges.length)], min, max);
      }
      case 1, 2 -> {
        int bits = Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(max - min));
        long distance = random.nextLong() >>> Long.SIZE - 1 - random.nextInt(bits);
        boolean isAbove = nearest == min || nearest < max && random.nextBoolean();
        yield clamp(isAbove ? nearest + distance : nearest - distance, min, max);
      }
      default -> uniform(min, max);
    };
  }

  private long uniform(long min, long max) {
    if (max < Long.MAX_VALUE) {
      return random.nextLong(min, max + 1);
    }
    return min == Long.MIN_VALUE ? random.nextLong() : 1 + random.nextLong(min - 1, max);
  }

  private static long clamp(long value, long min, long max) {
    return Math.max(min, Math.min(max, value));
  }

  int count() {
    return count;
  }

  long[] made() {
    return Arrays.copyOf(made, count);
  }

  /** The simplest in the place of one. */
  long simplest(int i) {
    return simplest[i];
  }

  /** Whether these are fewer, or as many and simpler at the first place where they differ. */
  boolean areSimplerThan(Choices others) {
    if (count != others.count) {
      return count < others.count;
    }
    for (int i = 0; i < count; i++) {
      int order = Long.compareUnsigned(distance(i), others.distance(i));
      if (order != 0) {
        return order < 0;
      }
    }
    return false;
  }

  private long distance(int i) {
    return Math.abs(made[i] - simplest[i]);
  }
}
