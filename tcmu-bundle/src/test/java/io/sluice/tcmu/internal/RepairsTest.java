package io.sluice.tcmu.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RepairsTest {
  private final Repairs repairs = new Repairs(10);

  @Test
  void shouldMendAtOnceAndThenEverMoreSeldom() {
    assertTrue(repairs.isTime(5));
    repairs.begin(5);
    assertFalse(repairs.isTime(14));
    assertTrue(repairs.isTime(15));
    repairs.begin(15);
    assertFalse(repairs.isTime(34));
    assertTrue(repairs.isTime(35));
    repairs.begin(35);
    assertFalse(repairs.isTime(74));
  }

  @Test
  void shouldNotHoldAnOldFaultAgainstIt() {
    repairs.begin(0);
    repairs.begin(10);
    repairs.begin(10 + 8 * 20 + 1);
    assertTrue(repairs.isTime(10 + 8 * 20 + 11));
  }

  @Test
  void shouldStopAtALongestPause() {
    long now = 0;
    for (int i = 0; i < 20; i++) {
      repairs.begin(now);
      now += 640;
      assertTrue(repairs.isTime(now));
    }
  }
}
