package io.sluice.backends.http.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SparseBitsTest {
  private final SparseBits bits = new SparseBits();

  @Test
  void shouldBeASetOfNumbersHoweverLarge() {
    NavigableSet<Long> expected = new TreeSet<>();
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      long number = (random.nextBoolean() ? 1L << 50 : 0) + random.nextInt(10_000);
      if (random.nextInt(3) == 0) {
        bits.clear(number);
        expected.remove(number);
      } else {
        bits.set(number);
        expected.add(number);
      }
      long from = (random.nextBoolean() ? 1L << 50 : 0) + random.nextInt(10_000);
      assertEquals(expected.contains(from), bits.get(from));
      Long next = expected.ceiling(from);
      assertEquals(next == null ? -1 : next, bits.next(from));
      long missing = from;
      while (expected.contains(missing)) {
        missing++;
      }
      assertEquals(missing, bits.nextMissing(from));
      assertEquals(expected.size(), bits.count());
    }
  }
}
