package io.sluice.iscsi.internal.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PatienceTest {
  private final Patience patience = new Patience(60, 1000);

  @Test
  void shouldEndWhereNothingMovesThatOughtTo() {
    assertFalse(patience.isOver(0, true, 1060));
    assertTrue(patience.isOver(0, true, 1061));
  }

  @Test
  void shouldNotLimitWhatMovesNowAndThen() {
    for (int i = 1; i < 1000; i++) {
      assertFalse(patience.isOver(i, true, 1000 + i * 59L));
    }
  }

  @Test
  void shouldBeginAnewWhereNothingWasDueMeanwhile() {
    assertFalse(patience.isOver(0, true, 1050));
    assertFalse(patience.isOver(0, false, 1100));
    assertFalse(patience.isOver(0, true, 1150));
    assertTrue(patience.isOver(0, true, 1161));
  }
}
