package io.sluice.tcmu.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.tcmu.TcmuDeviceSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransportOptionsTest {
  private final FakeLun lun = new FakeLun("disk0", "tcmu");

  private static TransportOptions of(Map<String, String> properties) {
    return new TransportOptions(properties);
  }

  private String messageOf(Map<String, String> properties) {
    return assertThrows(IllegalArgumentException.class, () -> of(properties).spec(lun))
        .getMessage();
  }

  @Test
  void shouldHaveDefaultsForAll() {
    TcmuDeviceSpec spec = of(Map.of()).spec(lun);
    assertEquals("sluice/default/disk0", spec.devConfig());
    assertEquals(lun.wwn(), spec.wwn());
    assertEquals("S-disk0", spec.serial());
    assertEquals(0, spec.cmdTimeOut());
    assertTrue(spec.hwMaxSectors() >= 1024);
    assertEquals(Path.of("/dev/sluice"), of(Map.of()).devDirectory());
  }

  @Test
  void shouldTakeStringsFromAFile() {
    TcmuDeviceSpec spec =
        of(Map.of("hba", " 7 ", "instance", "prod", "maxDataAreaMb", "", "cmdTimeOut", "60"))
            .spec(lun);
    assertEquals(7, spec.hba());
    assertEquals(60, spec.cmdTimeOut());
    assertEquals("sluice/prod/disk0", spec.devConfig());
    assertEquals(TcmuDeviceSpec.DEFAULT_MAX_DATA_AREA_MB, spec.maxDataAreaMb());
  }

  @Test
  void shouldPutALogicalUnitsOwnOptionsFirst() {
    lun.options.put("hba", "8");
    assertEquals(8, of(Map.of("hba", "7")).spec(lun).hba());
  }

  @Test
  void shouldNameFileAndKeyOfWhatIsWrong() {
    String message =
        messageOf(
            Map.of("hba", "x", "felix.fileinstall.filename", "file:/opt/etc/io.sluice.tcmu.cfg"));
    assertTrue(message.contains("io.sluice.tcmu.cfg") && message.contains("hba"), message);
    assertTrue(messageOf(Map.of("ringSizeMb", "9")).contains("ringSizeMb is from 0 to 8, not 9"));
    assertTrue(messageOf(Map.of("instance", "a/b")).contains("instance"));
  }

  @Test
  void shouldNameAnOptionOfALogicalUnitThatMeansNothing() {
    lun.options.put("hbaa", "8");
    assertTrue(messageOf(Map.of()).contains("tcmu.hbaa"));
  }

  @Test
  void shouldKnowKeysThatMeanNothingFromThoseOfTheFramework() {
    assertEquals(
        Set.of("hbaa"),
        of(Map.of(
                "hbaa",
                "1",
                "hba",
                "1",
                "service.pid",
                "x",
                "component.name",
                "y",
                "felix.fileinstall.filename",
                "z",
                "osgi.ds.satisfying.condition.target",
                "t"))
            .unknownKeys());
  }
}
