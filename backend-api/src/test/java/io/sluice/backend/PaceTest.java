package io.sluice.backend;

import static io.sluice.backend.Pace.Way.ELSEWHERE;
import static io.sluice.backend.Pace.Way.ELSEWHERE_TIMED;
import static io.sluice.backend.Pace.Way.HERE;
import static io.sluice.backend.Pace.Way.HERE_TIMED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.property.Any;
import io.sluice.property.Property;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final int COMMANDS = 20_000;

  private final Pace pace = new Pace();

  /** Runs commands that take so long on a machine where a hand-over takes so long. */
  private double shareHere(long commandNanos, long bytes, long handOverNanos) {
    int here = 0;
    for (int i = 0; i < COMMANDS; i++) {
      here += runsHere(commandNanos, bytes, handOverNanos) ? 1 : 0;
    }
    return (double) here / COMMANDS;
  }

  private boolean runsHere(long commandNanos, long bytes, long handOverNanos) {
    Pace.Way way = pace.next();
    if (way == HERE_TIMED) {
      pace.ranHere(commandNanos, bytes);
    } else if (way == ELSEWHERE_TIMED) {
      pace.handedOver(handOverNanos);
    }
    return way == HERE || way == HERE_TIMED;
  }

  @Property
  void shouldDecideByTheProportionOnAnyMachine(Any any) {
    long handOverNanos = any.longWithin(500, 50_000_000);
    Pace quick = new Pace();
    Pace slow = new Pace();
    int quickHere = 0;
    int slowHere = 0;
    for (int i = 0; i < COMMANDS; i++) {
      quickHere += runs(quick, handOverNanos / 2, handOverNanos);
      slowHere += runs(slow, handOverNanos * 4, handOverNanos);
    }
    assertTrue(quickHere > COMMANDS * 0.98, quickHere + " of the quick ones here");
    assertTrue(slowHere < COMMANDS * 0.01, slowHere + " of the slow ones here");
  }

  private static int runs(Pace pace, long commandNanos, long handOverNanos) {
    Pace.Way way = pace.next();
    if (way == HERE_TIMED) {
      pace.ranHere(commandNanos, 0);
    } else if (way == ELSEWHERE_TIMED) {
      pace.handedOver(handOverNanos);
    }
    return way == HERE || way == HERE_TIMED ? 1 : 0;
  }

  @Test
  void shouldRunElsewhereUntilAHandOverWasMeasured() {
    for (int i = 0; i < 100; i++) {
      assertEquals(ELSEWHERE_TIMED, pace.next());
    }
    pace.handedOver(10_000);
    for (int i = 1; i < Pace.FIRST_TRIAL; i++) {
      assertEquals(ELSEWHERE, pace.next());
    }
    assertEquals(HERE_TIMED, pace.next());
  }

  @Test
  void shouldStayWhereItIsAfterOneLongPause() {
    shareHere(1_000, 0, 20_000);
    while (pace.next() != HERE_TIMED) {
      // until the next one that is timed
    }
    pace.ranHere(1_000_000_000, 0);
    assertTrue(shareHere(1_000, 0, 20_000) > 0.98);
  }

  @Test
  void shouldGoElsewhereSoonAfterCommandsHaveBecomeSlow() {
    shareHere(1_000, 0, 20_000);
    int here = 0;
    while (runsHere(2_000_000, 0, 20_000)) {
      here++;
    }
    assertTrue(here <= 8 * Pace.SAMPLE_EVERY, here + " slow commands on the calling thread");
  }

  @Test
  void shouldComeBackWhenCommandsHaveBecomeQuick() {
    shareHere(1_000_000, 0, 20_000);
    int elsewhere = 0;
    while (!runsHere(1_000, 0, 20_000)) {
      elsewhere++;
    }
    assertTrue(elsewhere <= Pace.LAST_TRIAL, elsewhere + " quick commands elsewhere");
    assertTrue(shareHere(1_000, 0, 20_000) > 0.98);
  }

  @Test
  void shouldGoElsewhereWhereOneOfTenCommandsWaitsLong() {
    int here = 0;
    for (int i = 0; i < COMMANDS; i++) {
      here += runsHere(i % 10 == 0 ? 5_000_000 : 3_000, 0, 15_000) ? 1 : 0;
    }
    assertTrue(here < COMMANDS / 5, here + " of " + COMMANDS + " on the calling thread");
  }

  @Test
  void shouldNotTakeABusyProcessorForACostOfTheHandOver() {
    for (int i = 0; i < COMMANDS; i++) {
      runsHere(200_000, 0, i % 3 == 0 ? 20_000 : 4_000_000); // it must wait for a processor mostly
    }
    assertTrue(shareHere(200_000, 0, 20_000) < 0.05);
  }

  @Test
  void shouldAllowForTheBytes() {
    assertTrue(shareHere(500_000, 1 << 20, 20_000) > 0.98);
    assertTrue(shareHere(500_000, 4096, 20_000) < 0.05);
  }

  @Test
  void shouldTimeOneOfSixteenInTheSteadyState() {
    shareHere(1_000, 0, 20_000);
    int timed = 0;
    for (int i = 0; i < 1600; i++) {
      Pace.Way way = pace.next();
      timed += way == HERE_TIMED || way == ELSEWHERE_TIMED ? 1 : 0;
    }
    assertTrue(timed >= 99 && timed <= 102, timed + " of 1600 timed");
  }
}
