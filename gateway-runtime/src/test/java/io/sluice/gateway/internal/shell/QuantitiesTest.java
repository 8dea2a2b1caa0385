package io.sluice.gateway.internal.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "512, 512 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "1536, 1.5 KiB",
    "1073741824, 1 GiB",
    "9223372036854775807, 8 EiB",
  })
  void shouldWriteSizesInTheLargestFittingUnit(long bytes, String text) {
    assertEquals(text, Quantities.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 ns",
    "PT0.0000123S, 12.3 µs",
    "PT0.004S, 4 ms",
    "PT2.5S, 2.5 s",
    "PT3M5S, 3 min 5 s",
    "PT2H1M, 2 h 1 min",
    "P3DT4H, 3 d 4 h",
  })
  void shouldWriteTimesInTheLargestFittingUnit(Duration time, String text) {
    assertEquals(text, Quantities.time(time));
  }
}
