package io.sluice.tcmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Geometry;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcmuDeviceSpecTest {
  private static final InquiryInfo INQUIRY = new InquiryInfo("ACME", "DISK", "2");

  @Test
  void shouldHaveAStableIdentityThatFollowsFromTheName() {
    assertEquals(TcmuDeviceSpec.basic("disk0"), TcmuDeviceSpec.basic("disk0"));
    assertNotEquals(TcmuDeviceSpec.basic("disk0").wwn(), TcmuDeviceSpec.basic("disk1").wwn());
    assertTrue(
        TcmuDeviceSpec.basic("disk0")
            .wwn()
            .toString()
            .endsWith(TcmuDeviceSpec.basic("disk0").serial()));
  }

  @Test
  void shouldChangeOneThingAndKeepTheRest() {
    TcmuDeviceSpec spec =
        TcmuDeviceSpec.builder("disk0")
            .instance("mine")
            .hba(3)
            .lun(2)
            .wwn(Naa.parse("naa.5001405000000001"))
            .geometry(Geometry.ofSize(1 << 20, 4096))
            .threads(8)
            .hwMaxSectors(64)
            .maxDataAreaMb(8)
            .dataPagesPerBlock(4)
            .ringSizeMb(2)
            .cmdTimeOut(10)
            .qfullTimeOut(5)
            .build();
    assertEquals("sluice/mine/disk0", spec.devConfig());
    assertEquals("5001405000000001", spec.serial());
    assertEquals(Optional.of(Geometry.ofSize(1 << 20, 4096)), spec.geometry());
    assertEquals(
        "3 2 8 64 8 4 2 10 5",
        "%d %d %d %d %d %d %d %d %d"
            .formatted(
                spec.hba(),
                spec.lun(),
                spec.threads(),
                spec.hwMaxSectors(),
                spec.maxDataAreaMb(),
                spec.dataPagesPerBlock(),
                spec.ringSizeMb(),
                spec.cmdTimeOut(),
                spec.qfullTimeOut()));
    assertEquals(spec, spec.toBuilder().build());
    TcmuDeviceSpec other = spec.toBuilder().serial("other").inquiryInfo(INQUIRY).build();
    assertEquals("other", other.serial());
    assertEquals(INQUIRY, other.inquiryInfo());
    assertEquals(spec.wwn(), other.wwn());
    assertEquals("disk0", spec.volumeName());
  }

  /** The name becomes part of paths in configfs and of the device node's. */
  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "../a", "a b", "a,b", "a\n", "-a", "ä"})
  void shouldRefuseNamesThatLeadElsewhere(String name) {
    assertThrows(IllegalArgumentException.class, () -> TcmuDeviceSpec.basic(name));
    assertThrows(
        IllegalArgumentException.class, () -> TcmuDeviceSpec.builder("a").instance(name).build());
  }

  @Test
  void shouldRefuseWhatTheKernelCannotHave() {
    assertRefused(spec -> spec.threads(0));
    assertRefused(spec -> spec.ringSizeMb(9));
    assertRefused(spec -> spec.maxDataAreaMb(2048));
    assertRefused(spec -> spec.hba(-1));
    assertRefused(spec -> spec.serial("a\nb"));
    assertRefused(spec -> spec.cmdTimeOut(-1));
  }

  private static void assertRefused(UnaryOperator<TcmuDeviceSpec.Builder> change) {
    TcmuDeviceSpec.Builder changed = change.apply(TcmuDeviceSpec.builder("disk0"));
    assertThrows(IllegalArgumentException.class, changed::build);
  }
}
