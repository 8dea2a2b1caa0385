package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.property.Any;
import io.sluice.property.Property;

class CapabilitiesTest {
  private static Capabilities capabilities(Any any) {
    return Capabilities.builder()
        .readOnly(any.flag())
        .volatileContent(any.flag())
        .writeCache(any.flag())
        .discard(size(any), any.flag())
        .rotational(any.flag())
        .optimalTransfer(size(any))
        .maximumTransfer(size(any))
        .build();
  }

  private static int size(Any any) {
    return any.oneOf(0, 512, 4096, 65536, 3 * 4096);
  }

  @Property
  void shouldOnlyTightenOnTheWayUp(Any any) {
    Capabilities upper = capabilities(any);
    Capabilities lower = capabilities(any);
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
