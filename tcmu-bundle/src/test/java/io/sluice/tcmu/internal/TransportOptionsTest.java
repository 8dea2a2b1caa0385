package io.sluice.tcmu.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.tcmu.TcmuDeviceSpec;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TransportOptionsTest {
  private final FakeLun lun = new FakeLun("disk0", "tcmu");

  private static TransportOptions of(Map<String, String> properties) throws ConfigException {
    return TransportOptions.of(properties);
  }

  private static String messageOf(Map<String, String> properties) {
    return assertThrows(ConfigException.class, () -> of(properties)).getMessage();
  }

  @Test
  void shouldHaveDefaultsForAll() throws ConfigException {
    TcmuDeviceSpec spec = of(Map.of()).spec(lun);
    assertEquals("sluice/default/disk0", spec.devConfig());
    assertEquals(lun.wwn(), spec.wwn());
    assertEquals("S-disk0", spec.serial());
    assertEquals(0, spec.cmdTimeOut());
    assertTrue(spec.hwMaxSectors() >= 1024);
    assertEquals(Path.of("/dev/sluice"), of(Map.of()).devDirectory());
  }

  @Test
  void shouldTakeStringsFromAFile() throws ConfigException {
    TcmuDeviceSpec spec =
        of(Map.of("hba", " 7 ", "instance", "prod", "maxDataAreaMb", "", "cmdTimeOut", "60"))
            .spec(lun);
    assertEquals(7, spec.hba());
    assertEquals(60, spec.cmdTimeOut());
    assertEquals("sluice/prod/disk0", spec.devConfig());
    assertEquals(TcmuDeviceSpec.DEFAULT_MAX_DATA_AREA_MB, spec.maxDataAreaMb());
  }

  @Test
  void shouldPutALogicalUnitsOwnOptionsFirst() throws ConfigException {
    lun.options.put("hba", "8");
    assertEquals(8, of(Map.of("hba", "7")).spec(lun).hba());
  }

  @Test
  void shouldNameFileAndKeyOfWhatIsWrong() throws ConfigException {
    String message =
        messageOf(
            Map.of("hba", "x", "felix.fileinstall.filename", "file:/opt/etc/io.sluice.tcmu.cfg"));
    assertTrue(message.contains("io.sluice.tcmu.cfg") && message.contains("hba"), message);
    assertTrue(messageOf(Map.of("ringSizeMb", "9")).contains("ringSizeMb is from 0 to 8, not 9"));
    assertTrue(messageOf(Map.of("instance", "a/b")).contains("instance"));
  }

  @Test
  void shouldNameAnOptionOfALogicalUnitThatMeansNothing() throws ConfigException {
    TransportOptions options = of(Map.of());
    lun.options.put("hbaa", "8");
    IllegalArgumentException problem =
        assertThrows(IllegalArgumentException.class, () -> options.spec(lun));
    assertTrue(problem.getMessage().contains("tcmu.hbaa"), problem.getMessage());
  }

  @Test
  void shouldRefuseKeysThatMeanNothing() throws ConfigException {
    assertTrue(messageOf(Map.of("hbaa", "1")).contains("unknown key hbaa. Did you mean hba?"));
    of(
        Map.of(
            "hba",
            "1",
            "service.pid",
            "x",
            "component.name",
            "y",
            "felix.fileinstall.filename",
            "z",
            "osgi.ds.satisfying.condition.target",
            "t"));
  }

  /** Files of logical units are judged by it before the transport runs. */
  @Test
  void shouldTellInTheManifestWhatALogicalUnitMaySet() throws Exception {
    Properties manifest = new Properties();
    try (Reader bnd = Files.newBufferedReader(Path.of("bnd.bnd"))) {
      manifest.load(bnd);
    }
    Set<String> told =
        Arrays.stream(manifest.getProperty("Sluice-Lun-Options").split(",", -1))
            .map(String::strip)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> taken = new TreeSet<>();
    TransportOptions.ofALun().forEach(key -> taken.add("tcmu." + key));
    assertEquals(taken, told);
  }
}
