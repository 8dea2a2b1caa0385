package io.sluice.tcmu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.Geometry;
import io.sluice.backend.Naa;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcmuDeviceSpecTest {
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
        TcmuDeviceSpec.basic("disk0")
            .withInstance("mine")
            .withHba(3)
            .withLun(2)
            .withWwn(Naa.parse("naa.5001405000000001"))
            .withGeometry(Geometry.ofSize(1 << 20, 4096))
            .withThreads(8)
            .withHwMaxSectors(64)
            .withMaxDataAreaMb(8)
            .withDataPagesPerBlock(4)
            .withRingSizeMb(2)
            .withCmdTimeOut(10)
            .withQfullTimeOut(5);
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
    assertEquals("other", spec.withSerial("other").serial());
    assertEquals("disk0", spec.volumeName());
  }

  /** The name becomes part of paths in configfs and of the device node's. */
  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "../a", "a b", "a,b", "a\n", "-a", "ä"})
  void shouldRefuseNamesThatLeadElsewhere(String name) {
    assertThrows(IllegalArgumentException.class, () -> TcmuDeviceSpec.basic(name));
    assertThrows(
        IllegalArgumentException.class, () -> TcmuDeviceSpec.basic("a").withInstance(name));
  }

  @Test
  void shouldRefuseWhatTheKernelCannotHave() {
    TcmuDeviceSpec spec = TcmuDeviceSpec.basic("disk0");
    assertThrows(IllegalArgumentException.class, () -> spec.withThreads(0));
    assertThrows(IllegalArgumentException.class, () -> spec.withRingSizeMb(9));
    assertThrows(IllegalArgumentException.class, () -> spec.withMaxDataAreaMb(2048));
    assertThrows(IllegalArgumentException.class, () -> spec.withHba(-1));
    assertThrows(IllegalArgumentException.class, () -> spec.withSerial("a\nb"));
    assertThrows(IllegalArgumentException.class, () -> spec.withCmdTimeOut(-1));
  }
}
