package io.sluice.property;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PropertyTest {
  private static int calls;
  private static final Set<Long> SEEDS = new HashSet<>();

  @Property(tries = 7)
  void shouldBeTriedAsOftenAsItSays(Any any) {
    calls++;
    SEEDS.add(any.seed());
  }

  @AfterAll
  static void count() {
    int wanted = 7 * Tries.TIMES;
    assertEquals(wanted, calls);
    assertEquals(wanted, SEEDS.size(), "each time with others");
  }

  @Test
  void shouldGiveTheEdgesToo() {
    Set<Integer> numbers = new HashSet<>();
    Set<Integer> sizes = new HashSet<>();
    Set<Long> longs = new HashSet<>();
    for (Any any : several(1000)) {
      numbers.add(any.intWithin(-9, 1_000_000));
      sizes.add(any.bytes(0, 300).length);
      longs.add(any.longValue());
    }
    assertTrue(numbers.containsAll(List.of(-9, 0, 1, 1_000_000)), numbers::toString);
    assertTrue(sizes.containsAll(List.of(0, 1, 300)), sizes::toString);
    assertTrue(longs.containsAll(List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE)));
    assertTrue(longs.size() > 800, "and many that are none");
  }

  @Test
  void shouldKeepToTheBounds() {
    for (Any any : several(2000)) {
      long min = any.longValue();
      long max = any.longWithin(min, Long.MAX_VALUE);
      long value = any.longWithin(min, max);
      assertTrue(min <= value && value <= max, any.values()::toString);
      int size = any.list(3, 5, Any::flag).size();
      assertTrue(3 <= size && size <= 5);
    }
  }

  @Test
  void shouldGiveTextThatIsWellFormed() {
    for (Any any : several(1000)) {
      String text = any.text(200);
      assertTrue(
          text.codePoints()
              .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE),
          any::toString);
    }
  }

  private static List<Any> several(int count) {
    return new ArrayList<>(LongStream.range(0, count).mapToObj(Any::seeded).toList());
  }
}
