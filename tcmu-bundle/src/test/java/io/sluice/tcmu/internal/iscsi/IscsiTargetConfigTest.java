package io.sluice.tcmu.internal.iscsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.tcmu.internal.kernel.ChapLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IscsiTargetConfigTest {
  private static final String FARM1 = "iqn.1993-08.org.debian:01:farm1";
  private static final String FARM2 = "iqn.1993-08.org.debian:01:farm2";

  @TempDir Path folder;

  private final Map<String, String> values = new HashMap<>(Map.of("luns", "disk0:0"));

  private IscsiTargetConfig read() throws ConfigException {
    return IscsiTargetConfig.read("a.cfg", "Disks", values, folder);
  }

  private String problem() {
    return assertThrows(ConfigException.class, this::read).reason();
  }

  private void secrets(String text, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve("secrets"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    values.put("chapFile", "secrets");
  }

  @Test
  void shouldHaveDefaults() throws ConfigException {
    values.put("initiators", FARM1);
    IscsiTargetConfig config = read();
    assertEquals("iqn.2026-11.io.sluice:disks", config.iqn());
    assertEquals(Set.of("127.0.0.1:3261"), config.portals());
    assertEquals(Map.of(0, "disk0"), config.luns());
    assertEquals(Map.of(FARM1, ChapLogin.NONE), config.initiators());
    assertFalse(config.authenticates());
    assertFalse(config.demoMode());
    assertTrue(config.enabled());
  }

  @Test
  void shouldWritePortalsAsTheKernelDoes() throws ConfigException {
    values.put("demoMode", "true");
    values.put("portals", "192.0.2.1, [2001:db8::10]:3261, 0.0.0.0:860");
    assertEquals(
        Set.of("192.0.2.1:3260", "[2001:db8:0:0:0:0:0:10]:3261", "0.0.0.0:860"), read().portals());
  }

  @Test
  void shouldLetEverybodyInOnlyWhenAskedInSoManyWords() throws ConfigException {
    assertTrue(problem().contains("demoMode"));
    values.put("demoMode", "true");
    assertTrue(read().demoMode());
    values.put("initiators", FARM1);
    assertTrue(problem().contains("demoMode"));
  }

  @ParameterizedTest
  @CsvSource({
    "luns, disk0, NUMBER",
    "luns, disk0:256, 255",
    "luns, '', disks",
    "luns, 'disk0:0, disk1:0', another",
    "luns, 'disk0:0, disk0:1', another",
    "portals, 'localhost:', write",
    "portals, '127.0.0.1:0', port",
    "portals, '127.0.0.1:99999', port",
    "iqn, ../../core, no iSCSI name",
    "iqn, iqn.2026-11.a:../x, no iSCSI name",
    "initiators, somebody, no iSCSI name",
    "enabled, perhaps, true or false",
    "chapFile, missing, not a file",
    "iniators, x, unknown key iniators. Did you mean initiators?",
  })
  void shouldNameTheKeyOfWhatIsWrong(String key, String value, String complaint) {
    values.put("demoMode", "true");
    values.put(key, value);
    String problem = problem();
    assertTrue(problem.contains(key), problem);
    assertTrue(problem.contains(complaint), problem);
  }

  @Test
  void shouldGiveEachInitiatorItsOwnSecret() throws Exception {
    secrets(
        "# farm\ninitiator "
            + FARM1
            + " secret-of-farm1\ninitiator "
            + FARM2
            + " secret-of-farm2\n"
            + "target sluice secret-of-ours\n",
        "rw-------");
    values.put("initiators", FARM1 + ", " + FARM2);
    IscsiTargetConfig config = read();
    assertTrue(config.authenticates());
    assertEquals(
        new ChapLogin(FARM1, "secret-of-farm1", "sluice", "secret-of-ours"),
        config.initiators().get(FARM1));
    assertEquals("secret-of-farm2", config.initiators().get(FARM2).secret());
    assertFalse(config.toString().contains("secret-of"), config.toString());
  }

  @Test
  void shouldGiveTheOnlySecretToAll() throws Exception {
    secrets("initiator joe secret-of-joe\n", "rw-------");
    values.put("initiators", FARM1 + ", " + FARM2);
    assertEquals("joe", read().initiators().get(FARM2).name());
    values.remove("initiators");
    values.put("demoMode", "true");
    assertEquals(new ChapLogin("joe", "secret-of-joe", "", ""), read().demoLogin());
  }

  @Test
  void shouldRefuseAnInitiatorWithoutASecret() throws Exception {
    secrets("initiator " + FARM1 + " secret-of-farm1\n", "rw-------");
    values.put("initiators", FARM1 + ", " + FARM2);
    assertTrue(problem().contains(FARM2));
  }

  @Test
  void shouldRefuseSeveralSecretsInDemoMode() throws Exception {
    secrets("initiator a secret-of-farm1\ninitiator b secret-of-farm2\n", "rw-------");
    values.put("demoMode", "true");
    assertTrue(problem().contains("several"));
  }

  @ParameterizedTest
  @CsvSource({
    "initiator joe secret-of-joe, rw-r-----, chmod 600",
    "initiator joe short-one, rw-------, 12 to 255",
    "initiator joe NULL-secret-of-joe, rw-------, NULL",
    "initiator joe, rw-------, write",
    "somebody joe secret-of-joe, rw-------, begins with",
    "target joe secret-of-joe, rw-------, nobody could log in",
  })
  void shouldRefuseAFileOfSecretsAndNeverTellThem(String line, String mode, String complaint)
      throws IOException {
    secrets(line + "\n", mode);
    values.put("demoMode", "true");
    String problem = problem();
    assertTrue(problem.contains(complaint), problem);
    assertFalse(problem.contains("secret-of") || problem.contains("short-one"), problem);
  }

  @Test
  void shouldRefuseOneSecretForBothWays() throws IOException {
    secrets("initiator joe secret-of-joe\ntarget me secret-of-joe\n", "rw-------");
    values.put("demoMode", "true");
    assertTrue(problem().contains("take another"));
  }
}
