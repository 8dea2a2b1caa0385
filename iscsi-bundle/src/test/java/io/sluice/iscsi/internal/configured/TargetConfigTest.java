package io.sluice.iscsi.internal.configured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.osgi.ConfigException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetConfigTest {
  @TempDir Path folder;

  private TargetConfig read(String... pairs) throws ConfigException {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return TargetConfig.read("Disks_1", values, folder);
  }

  @Test
  void shouldNeedNothing() throws Exception {
    TargetConfig config = read();
    assertEquals("iqn.2026-11.io.sluice:disks-1", config.rules().iqn());
    assertEquals(
        Set.of(new InetSocketAddress(InetAddress.getAllByName("127.0.0.1")[0], 3260)),
        config.portals());
    assertEquals(Map.of(), config.luns());
    assertTrue(config.rules().chap().isEmpty());
  }

  @Test
  void shouldReadDisksWithAndWithoutNumbers() throws ConfigException {
    assertEquals(Map.of("a", 3, "b", TargetConfig.ANY_NUMBER), read("luns", "a:3, b").luns());
  }

  @ParameterizedTest
  @CsvSource({"portals, 0.0.0.0:3260", "portals, '[::]:3260'", "portals, '127.0.0.1, 192.0.2.1'"})
  void shouldListenBeyondThisMachineOnlyWhenToldWhoMayComeOrThatAllMay(String key, String value)
      throws ConfigException {
    ConfigException problem = assertThrows(ConfigException.class, () -> read(key, value));
    assertTrue(problem.getMessage().contains("allowOpenAccess"));
    read(key, value, "allowOpenAccess", "true");
    read(key, value, "addresses", "192.0.2.0/24");
    read(key, value, "initiators", "iqn.2026-11.io.sluice.test:a");
  }

  @ParameterizedTest
  @CsvSource({
    "iqn, disk",
    "iqn, iqn.2026-11.io.sluice:a b",
    "portals, 127.0.0.1:0",
    "portals, 127.0.0.1:x",
    "portals, ':3260'",
    "portals, '[::1'",
    "luns, a:16384",
    "luns, a:x",
    "luns, 'a:1,b:1'",
    "luns, 'a,a'",
    "initiators, me",
    "addresses, localhost",
    "chapFile, missing",
    "digests, yes",
    "allowOpenAccess, yes",
    "maxSessions, 0",
    "maxTransferBytes, 1000000000",
    "pingSeconds, soon"
  })
  void shouldRefuseWhatIsWrongAndNameTheKey(String key, String value) {
    ConfigException problem = assertThrows(ConfigException.class, () -> read(key, value));
    assertTrue(problem.reason().startsWith(key + " = "), problem.getMessage());
  }

  /** Each of them was once read as no rule at all, so that everybody came in. */
  @ParameterizedTest
  @CsvSource({
    "chapfile, unknown key chapfile. Did you mean chapFile?",
    "initiator, unknown key initiator. Did you mean initiators?",
    "adresses, unknown key adresses. Did you mean addresses?",
    "\ufeffchapFile, the file begins with a byte order mark: save it as UTF-8 without one",
    "\u00ef\u00bb\u00bfchapFile, the file begins with a byte order mark: save it as UTF-8 without"
        + " one",
    "c\u0000h\u0000, 'the file is UTF-16, or no text at all: save it as UTF-8'",
  })
  void shouldRefuseAKeyThatMayHaveBeenToKeepSomebodyOut(String key, String message) {
    ConfigException problem = assertThrows(ConfigException.class, () -> read(key, "x"));
    assertTrue(problem.reason().startsWith(message), problem.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldKeepLunNumbersWhateverComesAndGoes(int starts) {
    Path file = folder.resolve("numbers");
    for (int i = 0; i < starts; i++) {
      LunNumbers numbers = new LunNumbers(file);
      assertEquals(0, numbers.number("t", "a", Set.of()::contains, 256));
      assertEquals(1, numbers.number("t", "b", Set.of(0)::contains, 256));
      assertEquals(1, numbers.number("t", "b", Set.of()::contains, 256)); // though 0 is free now
      assertEquals(
          2, numbers.number("t", "c", Set.of()::contains, 256)); // 0 and 1 belong to a and b
      assertEquals(0, numbers.number("u", "b", Set.of()::contains, 256));
      assertTrue(numbers.keep());
    }
    assertEquals(-1, new LunNumbers(file).number("t", "d", Set.of()::contains, 3));
  }
}
