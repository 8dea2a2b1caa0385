package io.sluice.gateway.internal.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlerRefTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a (file 1.0.0, service 7)",
        "a (backend unknown 0.0.0, service 12)",
        "a b (c (my kind 1.2.3.SNAPSHOT, service 9)",
        "only-a-name",
        ""
      })
  void shouldGiveItsLabelAgain(String label) {
    assertEquals(label, HandlerRef.parse(label).toString());
  }

  @Test
  void shouldBeTheSameAfterItWasKept() {
    HandlerRef ref = new HandlerRef("disk", "file", "0.1.0.SNAPSHOT", 31);
    assertEquals(ref, HandlerRef.parse(ref.toString()));
    HandlerRef unknown = new HandlerRef("disk", "", "0.1.0", 31);
    assertEquals(unknown, HandlerRef.parse(unknown.toString()));
    assertTrue(HandlerRef.parse(HandlerRef.NONE.toString()).isNone());
  }
}
