package io.sluice.gateway.internal.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void shouldDoubleUpToItsBoundAndBeginAnew() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(3));
    assertEquals(Duration.ofSeconds(1), backoff.afterFailure());
    assertEquals(Duration.ofSeconds(2), backoff.afterFailure());
    assertEquals(Duration.ofSeconds(3), backoff.afterFailure());
    assertEquals(Duration.ofSeconds(3), backoff.afterFailure());
    backoff.reset();
    assertEquals(Duration.ofSeconds(1), backoff.afterFailure());
  }
}
