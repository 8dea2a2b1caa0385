package io.sluice.gateway.internal.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwapHistoryTest {
  private static final Instant WHEN = Instant.parse("2026-11-22T15:36:00Z");

  @TempDir private Path folder;

  private static SwapRecord record(int held, double millis, SwapResult result, String reason) {
    return new SwapRecord(
        WHEN,
        new HandlerRef("a", "file", "1.0.0", 7),
        new HandlerRef("b", "", "0.2.0", 8),
        "lun:bind",
        held,
        1.5,
        millis,
        result,
        reason);
  }

  @Test
  void shouldKeepRecordsBeyondTheGatewaysEnd() {
    Path file = folder.resolve("swaps").resolve("disk");
    SwapRecord swapped = record(3, 4.25, SwapResult.SWAPPED, "");
    SwapRecord failed = record(0, 0, SwapResult.ROLLED_BACK, "no\tluck");
    SwapHistory history = new SwapHistory(file);
    history.add(swapped);
    history.add(failed);
    assertEquals("no\\u0009luck", failed.reason());
    assertEquals(List.of(swapped, failed), new SwapHistory(file).records());
  }

  @Test
  void shouldBeginAnewWhereTheFileIsDamaged() throws Exception {
    Path file = folder.resolve("disk");
    Files.writeString(file, "sluice swaps 1\nhalf a li");
    SwapHistory history = new SwapHistory(file);
    assertEquals(List.of(), history.records());
    SwapRecord swapped = record(3, 4.25, SwapResult.SWAPPED, "");
    history.add(swapped);
    assertEquals(List.of(swapped), new SwapHistory(file).records());
  }

  @Test
  void shouldForgetTheOldest() {
    SwapHistory history = new SwapHistory(null);
    for (int i = 0; i <= SwapHistory.LONGEST; i++) {
      history.add(record(i, 1, SwapResult.SWAPPED, ""));
    }
    assertEquals(SwapHistory.LONGEST, history.records().size());
    assertEquals(1, history.records().get(0).held());
  }

  @Test
  void shouldTellOnceWhatIsRefusedAgainAndAgain() {
    SwapHistory history = new SwapHistory(null);
    history.add(record(0, 0, SwapResult.REFUSED, "too small"));
    history.add(record(0, 0, SwapResult.REFUSED, "too small"));
    history.add(record(0, 0, SwapResult.REFUSED, "is gone"));
    assertEquals(2, history.records().size());
  }
}
