package io.sluice.systemtests.iscsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.systemtests.iscsi.SuiteReport.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuiteReportTest {
  private static final String OUTPUT =
      """
      Suite: Sanitize
        Test: BlockErase ...    This is a HDD device
      passed
        Test: CryptoErase ...    [SKIPPED] SANITIZE CRYPTO_ERASE is not implemented.
      passed
        Test: Overwrite ...passed
        Test: Reservations ...FAILED
          1. test_sanitize.c:97  - CU_ASSERT_EQUAL(_r,0)
        Test: Reset ...    [FAILED] TESTUNITREADY successful
      FAILED
          1. test_sanitize_reset.c:97  - CU_ASSERT_EQUAL(_r,0)
      """;

  private static Outcome outcome(String output, String test) {
    return SuiteReport.parse(output).results().get(test).outcome();
  }

  @Test
  void shouldTellPassedFromFailed() {
    assertEquals(Outcome.PASSED, outcome(OUTPUT, "BlockErase"));
    assertEquals(Outcome.PASSED, outcome(OUTPUT, "Overwrite"));
    assertEquals(Outcome.FAILED, outcome(OUTPUT, "Reservations"));
    assertEquals(Outcome.FAILED, outcome(OUTPUT, "Reset"));
  }

  @Test
  void shouldNotTakeASkippedTestForAPassedOne() {
    assertEquals(Outcome.SKIPPED, outcome(OUTPUT, "CryptoErase"));
  }

  @Test
  void shouldSayThatAKilledToolToldNothing() {
    Map<String, SuiteReport.Result> results =
        SuiteReport.parse(OUTPUT + "  Test: Hangs ...    waiting").results();
    assertEquals(
        List.of("BlockErase", "CryptoErase", "Overwrite", "Reservations", "Reset", "Hangs"),
        List.copyOf(results.keySet()));
    assertEquals(Outcome.UNTOLD, results.get("Hangs").outcome());
  }

  @Test
  void shouldKeepTheLinesOfATest() {
    String lines = SuiteReport.parse(OUTPUT).results().get("Reset").output();
    assertTrue(lines.contains("test_sanitize_reset.c:97"), lines);
  }
}
