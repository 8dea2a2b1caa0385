package io.sluice.gateway.internal.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ErrorLogTest {
  private static final Duration WINDOW = Duration.ofSeconds(60);

  private final ErrorLog log = new ErrorLog();

  private void add(long seconds, int times) {
    for (int i = 0; i < times; i++) {
      log.add(TimeUnit.SECONDS.toNanos(seconds));
    }
  }

  private ErrorLog.Mark mark(long seconds) {
    return log.mark(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void shouldCountWhatCameSince() {
    ErrorLog.Mark mark = mark(100);
    assertEquals(0, log.beyond(mark, WINDOW));
    add(101, 3);
    assertEquals(3, log.beyond(mark, WINDOW));
  }

  @Test
  void shouldNotCountAsManyAsCameInTheTimeBefore() {
    add(10, 5);
    add(50, 2);
    ErrorLog.Mark mark = mark(100);
    add(101, 4);
    assertEquals(2, log.beyond(mark, WINDOW), "those at 10 s are long ago");
  }

  @Test
  void shouldNotCountWhereThereWereMoreBeforeThanAreKept() {
    add(99, 300);
    ErrorLog.Mark mark = mark(100);
    add(101, 1000);
    assertEquals(0, log.beyond(mark, WINDOW));
  }
}
