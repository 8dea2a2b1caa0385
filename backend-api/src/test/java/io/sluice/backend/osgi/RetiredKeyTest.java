package io.sluice.backend.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetiredKeyTest {
  @RetiredKey(name = "bs", successor = "blockSize")
  @RetiredKey(name = "nonsense")
  @interface Keys {
    @OneOf({"512", "4096"})
    int blockSize() default 512;
  }

  private static ConfigValues values(Map<String, String> values) {
    return new ConfigValues(values, Keys.class);
  }

  @Test
  void shouldTakeARetiredKeyForItsSuccessorAndWarn() throws ConfigException {
    ConfigValues values =
        values(Map.of("bs", "4096", "nonsense", "x", "service.pid", "io.sluice.test~a"));
    values.requireKnownKeys();
    assertEquals(4096, values.number("blockSize"));
    assertEquals(
        List.of(
            "io.sluice.test~a: bs is called blockSize now; write that",
            "io.sluice.test~a: nonsense means nothing any more; take it out"),
        values.warnings());
  }

  @Test
  void shouldRefuseAKeyUnderBothNames() {
    ConfigValues values = values(Map.of("bs", "4096", "blockSize", "512"));
    ConfigException problem = assertThrows(ConfigException.class, values::requireKnownKeys);
    assertEquals(
        "bs and blockSize: the first is the old name of the second; take it out", problem.reason());
  }

  @Test
  void shouldWarnOfNothingWhereNoKeyIsRetired() {
    assertEquals(List.of(), values(Map.of("blockSize", "512")).warnings());
  }
}
