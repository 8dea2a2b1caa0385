package io.sluice.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionKeysTest {
  private static void require(Map<String, String> options) throws ConfigException {
    new OptionKeys(header -> List.of("tcmu.hba, tcmu.ringSizeMb", "iscsi.lun"))
        .require(new ConfigValues(options, LunMetatype.class), options);
  }

  private static String refusal(String key, String value) {
    return assertThrows(ConfigException.class, () -> require(Map.of(key, value))).reason();
  }

  @Test
  void shouldRefuseWhatItsTransportWouldNotExportItWith() {
    assertEquals(
        "unknown key tcmu.ringSize. Did you mean tcmu.ringSizeMb? The keys of tcmu are tcmu.hba,"
            + " tcmu.ringSizeMb",
        refusal("tcmu.ringSize", "1"));
    assertEquals("tcmu.hba = x: is a whole number", refusal("tcmu.hba", "x"));
  }

  @Test
  void shouldLeaveTheOptionsOfATransportThatSaysNothingToIt() throws ConfigException {
    require(Map.of("nvme.any", "x", "iscsi.lun", "3", "tcmu.hba", ""));
  }
}
