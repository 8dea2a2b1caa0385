package io.sluice.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  private final Pace pace = new Pace();

  @Test
  void shouldBeSlowUntilItIsKnownToBeQuick() {
    assertFalse(pace.isQuick());
    pace.add(1000, 0);
    assertTrue(pace.isQuick());
  }

  @Test
  void shouldBeSlowAfterOneLongPauseButNotForLong() {
    pace.add(1000, 0);
    pace.add(SECOND, 0);
    assertFalse(pace.isQuick());
    int samples = 0;
    while (!pace.isQuick()) {
      pace.add(1000, 0);
      samples++;
    }
    assertTrue(samples < 100, () -> "quick again only after many samples");
  }

  @Test
  void shouldAllowForTheBytes() {
    for (int i = 0; i < 100; i++) {
      pace.add(500_000, 1 << 20);
    }
    assertTrue(pace.isQuick());
    for (int i = 0; i < 100; i++) {
      pace.add(500_000, 4096);
    }
    assertFalse(pace.isQuick());
  }

  @Test
  void shouldSampleOneOfSixteen() {
    int due = 0;
    for (int i = 0; i < 400; i++) {
      due += pace.isSampleDue() ? 1 : 0;
    }
    assertEquals(25, due);
  }
}
