package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayIdTest {
  @TempDir Path base;
  private Places places;
  private Path file;

  @BeforeEach
  void makeEtc() throws Exception {
    places = new Places(base, base);
    file = Files.createDirectories(places.etc()).resolve("gateway-id");
  }

  @Test
  void shouldStayWhatItWasMade() throws Exception {
    String id = GatewayId.of(places);
    assertEquals(id, GatewayId.of(places));
    assertEquals(id + "\n", Files.readString(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "Zb0e2d5c-8f4a-4a57-9d0e-3a1a5b7c9d2e",
        "1b0e2d5c-8f4a-4a57-9d0e-3a1a5b7c9d2",
        "\u00ff\u0000"
      })
  void shouldRefuseWhatItNeverMadeAndLeaveItThere(String damaged) throws Exception {
    Files.writeString(file, damaged);
    Failure failure = assertThrows(Failure.class, () -> GatewayId.of(places));
    assertTrue(failure.getMessage().contains("write back what it held"), failure.getMessage());
    assertEquals(damaged, Files.readString(file));
  }
}
