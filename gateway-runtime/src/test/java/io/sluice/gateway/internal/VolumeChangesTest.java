package io.sluice.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.VolumeInfo;
import io.sluice.scsi.AdditionalSense;
import java.util.List;
import org.junit.jupiter.api.Test;

class VolumeChangesTest {
  private static final VolumeInfo BEFORE = TestHandler.info(2048, "volume");

  private static VolumeInfo with(Capabilities capabilities) {
    return new VolumeInfo(BEFORE.geometry(), capabilities, BEFORE.identity());
  }

  @Test
  void shouldTellNothingWhenNothingChanged() {
    assertEquals(List.of(), VolumeChanges.conditions(BEFORE, TestHandler.info(2048, "volume")));
  }

  @Test
  void shouldTellAnotherCapacity() {
    assertEquals(
        List.of(AdditionalSense.CAPACITY_DATA_HAS_CHANGED),
        VolumeChanges.conditions(BEFORE, TestHandler.info(4096, "volume")));
  }

  @Test
  void shouldTellWriteProtection() {
    assertEquals(
        List.of(AdditionalSense.MODE_PARAMETERS_CHANGED),
        VolumeChanges.conditions(BEFORE, with(Capabilities.builder().readOnly(true).build())));
  }

  @Test
  void shouldTellOtherLimits() {
    assertEquals(
        List.of(AdditionalSense.INQUIRY_DATA_HAS_CHANGED),
        VolumeChanges.conditions(
            BEFORE,
            with(Capabilities.builder().discard(4096, true).optimalTransfer(65536).build())));
  }

  @Test
  void shouldTellOtherContentFirst() {
    assertEquals(
        List.of(AdditionalSense.MEDIUM_MAY_HAVE_CHANGED, AdditionalSense.CAPACITY_DATA_HAS_CHANGED),
        VolumeChanges.conditions(BEFORE, TestHandler.info(4096, "another")));
  }

  @Test
  void shouldRefuseAnotherBlockSizeAlways() {
    VolumeInfo large = new VolumeInfo(new Geometry(256, 4096, 4096), Capabilities.PLAIN, "large");
    assertTrue(VolumeChanges.incompatibility(BEFORE, large, true).orElseThrow().contains("4096"));
  }

  @Test
  void shouldRefuseASmallerVolumeUnlessForced() {
    VolumeInfo small = TestHandler.info(1, "small");
    assertTrue(VolumeChanges.incompatibility(BEFORE, small, false).isPresent());
    assertTrue(VolumeChanges.incompatibility(BEFORE, small, true).isEmpty());
    assertTrue(VolumeChanges.incompatibility(small, BEFORE, false).isEmpty());
  }
}
