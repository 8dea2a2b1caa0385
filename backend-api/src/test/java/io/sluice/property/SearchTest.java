package io.sluice.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;

/** With several seeds, which are written down: what is found must not depend on luck. */
class SearchTest {
  private static AssertionFailedError failure(long seed, Consumer<Any> property) {
    return assertThrows(
        AssertionFailedError.class, () -> new Search(property).run(seed, 1000), "seed " + seed);
  }

  private static void assertSmallest(String values, long seed, Consumer<Any> property) {
    String message = failure(seed, property).getMessage();
    assertTrue(message.startsWith("does not hold for " + values + System.lineSeparator()), message);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, -1, Long.MAX_VALUE})
  void shouldFindTheSmallestNumberThatFails(long seed) {
    assertSmallest("1000", seed, any -> require(any.intWithin(0, 1_000_000) < 1000));
    assertSmallest("-1000", seed, any -> require(any.longValue() > -1000));
    assertSmallest("17", seed, any -> require(any.longWithin(17, 1L << 40) < 0));
    assertSmallest("-17", seed, any -> require(any.longWithin(Long.MIN_VALUE, -17) > 0));
    assertSmallest("true", seed, any -> require(!any.flag()));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, -1, Long.MAX_VALUE})
  void shouldLeaveOutWhatDoesNotMatter(long seed) {
    assertSmallest("[71]", seed, any -> require(!contains(any.bytes(0, 300), 71)));
    assertSmallest("[0, 0, 0]", seed, any -> require(any.bytes(3, 40).length == 0));
    assertSmallest(
        "[[500]], 0",
        seed,
        any -> {
          List<List<Integer>> lists = any.list(0, 9, a -> a.list(0, 9, b -> b.intWithin(0, 999)));
          any.intValue();
          require(lists.stream().allMatch(list -> list.stream().allMatch(i -> i < 500)));
        });
    assertSmallest("\"\u00e4\"", seed, any -> require(any.text(40).indexOf('\u00e4') < 0));
  }

  private static boolean contains(byte[] bytes, int wanted) {
    for (byte b : bytes) {
      if (b == wanted) {
        return true;
      }
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3})
  void shouldMakeSmallerWhatATestDrawsItself(long seed) {
    List<Integer> last = new ArrayList<>();
    failure(
        seed,
        any -> {
          Random random = any.random();
          List<Integer> drawn = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            drawn.add(random.nextInt(64));
          }
          if (drawn.stream().anyMatch(i -> i >= 50)) {
            last.clear();
            last.addAll(drawn);
            throw new IllegalStateException();
          }
        });
    assertEquals(50, last.stream().mapToInt(Integer::intValue).sum(), last::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void shouldStayWithTheFailureThatItFound(long seed) {
    AssertionFailedError failure =
        failure(
            seed,
            any -> {
              int value = any.intWithin(0, 100_000);
              require(value < 5000);
              if (value > 10) {
                throw new UnsupportedOperationException(); // which is another
              }
            });
    assertInstanceOf(RuntimeException.class, failure.getCause());
    String wanted = failure.getCause() instanceof IllegalStateException ? "5000" : "11";
    assertTrue(failure.getMessage().startsWith("does not hold for " + wanted), failure::toString);
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9})
  void shouldTellTheSeedThatFailsAtOnce(long seed) {
    Consumer<Any> property = any -> require(any.intWithin(0, 1_000_000) % 97 != 13);
    String message = failure(seed, property).getMessage();
    long again = Long.parseLong(message.replaceAll("(?s).*property.seed=(-?\\d+).*", "$1"));
    assertTrue(failure(again, property).getMessage().contains("try 1 of"), message);
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 11, 12})
  void shouldGiveTheSameForTheSameSeed(long seed) {
    assertEquals(drawn(seed), drawn(seed));
    assertTrue(!drawn(seed).equals(drawn(seed + 1)));
  }

  private static List<String> drawn(long seed) {
    Any any = Any.seeded(seed);
    any.bytes(9, 20);
    any.text(30);
    any.longValue();
    any.oneOf("a", "b");
    return any.values();
  }
}
