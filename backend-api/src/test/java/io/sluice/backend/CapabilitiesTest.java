package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CapabilitiesTest {
  private static final Arbitrary<Boolean> FLAG = Arbitraries.of(true, false);
  private static final Arbitrary<Integer> SIZE = Arbitraries.of(0, 512, 4096, 65536, 3 * 4096);

  @Provide
  Arbitrary<Capabilities> capabilities() {
    return Combinators.combine(FLAG, FLAG, FLAG, FLAG, FLAG, SIZE, SIZE, SIZE)
        .as(
            (readOnly, isVolatile, cache, zero, rotational, granularity, optimal, maximum) ->
                Capabilities.builder()
                    .readOnly(readOnly)
                    .volatileContent(isVolatile)
                    .writeCache(cache)
                    .discard(granularity, zero)
                    .rotational(rotational)
                    .optimalTransfer(optimal)
                    .maximumTransfer(maximum)
                    .build());
  }

  @Property
  void shouldOnlyTightenOnTheWayUp(
      @ForAll("capabilities") Capabilities upper, @ForAll("capabilities") Capabilities lower) {
    Capabilities both = upper.tightenedBy(lower);
    for (Capabilities one : new Capabilities[] {upper, lower}) {
      assertTrue(both.readOnly() || !one.readOnly());
      assertTrue(both.volatileContent() || !one.volatileContent());
      assertTrue(both.writeCache() || !one.writeCache());
      assertTrue(both.rotational() || !one.rotational());
      assertTrue(one.discard() || !both.discard());
      assertFalse(both.discardReadsZero() && !one.discardReadsZero());
      if (both.discard()) {
        assertEquals(0, both.discardGranularity() % one.discardGranularity());
      }
      if (one.maximumTransfer() > 0) {
        assertTrue(both.maximumTransfer() > 0);
        assertTrue(both.maximumTransfer() <= one.maximumTransfer());
      }
    }
    assertEquals(both, lower.tightenedBy(upper));
    assertEquals(both, both.tightenedBy(lower));
  }
}
