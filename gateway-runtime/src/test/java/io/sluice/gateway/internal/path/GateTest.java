package io.sluice.gateway.internal.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.internal.TestHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

  private final Gate gate = new Gate();
  private final TestHandler handler = new TestHandler("a");

  @Test
  void shouldLetNobodyInWhileClosed() {
    assertNull(gate.enter());
    assertEquals(0, gate.inFlight());
  }

  @Test
  void shouldGiveTheHandlerAndCountWhileOpen() {
    gate.open(handler);
    assertSame(handler, gate.enter());
    assertSame(handler, gate.enter());
    assertEquals(2, gate.inFlight());
    gate.leave();
    assertEquals(1, gate.inFlight());
  }

  @Test
  void shouldKeepThoseInsideWhenItCloses() {
    gate.open(handler);
    gate.enter();
    gate.close();
    assertNull(gate.enter());
    assertEquals(1, gate.inFlight());
    assertFalse(gate.awaitDrained(1));
  }

  @Test
  void shouldDrainWhenTheLastOneLeavesOnAnotherThread() throws Exception {
    gate.open(handler);
    gate.enter();
    gate.close();
    CompletableFuture<Boolean> drained =
        CompletableFuture.supplyAsync(() -> gate.awaitDrained(PATIENCE));
    gate.leave();
    assertTrue(drained.get());
  }

  @Test
  void shouldOpenToAnotherHandlerOnlyWhenDrained() {
    gate.open(handler);
    gate.enter();
    gate.close();
    TestHandler next = new TestHandler("b");
    assertThrows(IllegalStateException.class, () -> gate.open(next));
    gate.leave();
    assertTrue(gate.awaitDrained(PATIENCE));
    gate.open(next);
    assertSame(next, gate.enter());
  }
}
