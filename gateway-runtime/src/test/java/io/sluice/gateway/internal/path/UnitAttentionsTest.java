package io.sluice.gateway.internal.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.scsi.AdditionalSense;
import org.junit.jupiter.api.Test;

class UnitAttentionsTest {
  private final UnitAttentions attentions = new UnitAttentions();

  @Test
  void shouldReportInOrderAndOnce() {
    attentions.raise(AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    attentions.raise(AdditionalSense.MODE_PARAMETERS_CHANGED);
    assertTrue(attentions.any());
    assertEquals(AdditionalSense.CAPACITY_DATA_HAS_CHANGED, attentions.poll().additional());
    assertEquals(AdditionalSense.MODE_PARAMETERS_CHANGED, attentions.poll().additional());
    assertFalse(attentions.any());
    assertNull(attentions.poll());
  }

  @Test
  void shouldNotQueueTheSameTwice() {
    attentions.raise(AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    attentions.raise(AdditionalSense.CAPACITY_DATA_HAS_CHANGED);
    attentions.poll();
    assertFalse(attentions.any());
  }
}
