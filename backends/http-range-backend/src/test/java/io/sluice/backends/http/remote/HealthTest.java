package io.sluice.backends.http.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HealthTest {
  private final Health health = new Health();

  @Test
  void shouldNotForgetAChangeForAnAnswerThatWasAskedForBefore() {
    long before = System.nanoTime();
    health.failed(RemoteException.changed("it is another"));
    health.succeeded(before);
    assertTrue(health.state().startsWith("CHANGED"), health.state());
    health.succeeded(System.nanoTime() + 1);
    assertEquals("ONLINE", health.state());
  }

  @Test
  void shouldTakeAnyAnswerForTheEndOfAnOutage() {
    long before = System.nanoTime();
    health.failed(RemoteException.outage("no route", (Throwable) null));
    assertTrue(health.state().startsWith("OUTAGE"), health.state());
    health.succeeded(before);
    assertEquals("ONLINE", health.state());
  }
}
