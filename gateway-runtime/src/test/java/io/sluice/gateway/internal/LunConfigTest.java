package io.sluice.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.DeviceIdentity;
import io.sluice.backend.InquiryInfo;
import io.sluice.backend.Naa;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.gateway.internal.path.HoldLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LunConfigTest {
  private static final String GATEWAY_ID = "test";
  private static final TransportTraits TRAITS =
      new TransportTraits(header -> List.of("tcmu; default=true; reservations=kernel", "iscsi"));

  private static Map<String, Object> properties(String... keysAndValues) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("service.pid", "io.sluice.lun~disk0");
    properties.put("service.factoryPid", "io.sluice.lun");
    properties.put("osgi.ds.satisfying.condition.target", "(x=y)");
    properties.put("component.name", "io.sluice.gateway.internal.LunComponent");
    properties.put("felix.fileinstall.filename", "file:/opt/etc/io.sluice.lun-disk0.cfg");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return properties;
  }

  private static LunConfig config(String... keysAndValues) throws ConfigException {
    return LunConfig.of(properties(keysAndValues), GATEWAY_ID, TRAITS);
  }

  @Test
  void shouldGiveDisksOfOneNameInTwoGatewaysTwoIdentities() throws Exception {
    LunConfig here = LunConfig.of(properties(), "here", TRAITS);
    LunConfig there = LunConfig.of(properties(), "there", TRAITS);

    assertNotEquals(here.identity().wwn(), there.identity().wwn());
    assertNotEquals(here.identity().serial(), there.identity().serial());
    assertEquals(here, LunConfig.of(properties(), "here", TRAITS));
  }

  @Test
  void shouldRefuseReservationsWhereThereAreSeveralTransports() throws Exception {
    ReservationKeeper both = config("transports", "tcmu, iscsi").reservations();

    assertFalse(both.isGateway());
    assertTrue(
        both.told().startsWith("refused") && both.told().endsWith("(iscsi, tcmu)"), both::told);
  }

  @Test
  void shouldLeaveReservationsToATransportThatSaysItKeepsThem() throws Exception {
    assertEquals(
        new ReservationKeeper(false, "kept by the kernel"),
        config("transports", "tcmu").reservations());
    for (String other : List.of("iscsi", "third")) {
      assertEquals(
          new ReservationKeeper(true, "kept by the gateway"),
          config("transports", other).reservations());
    }
  }

  @Test
  void shouldTakeAllFromTheNameWhereNothingIsSaid() throws Exception {
    LunConfig config = config();
    assertEquals("disk0", config.name());
    assertEquals("disk0", config.handler());
    assertEquals(Set.of("tcmu"), config.transports());
    assertEquals(Naa.of(GATEWAY_ID + "/disk0"), config.identity().wwn());
    assertEquals(DeviceIdentity.serialOf(GATEWAY_ID + "/disk0"), config.identity().serial());
    assertEquals(InquiryInfo.DEFAULT, config.identity().inquiryInfo());
    assertEquals(4, config.threads());
    assertEquals(new HoldLimits(Duration.ofSeconds(20), 1024), config.hold());
    assertEquals("io.sluice.lun-disk0.cfg", config.source());
  }

  @Test
  void shouldTakeWhatIsSaid() throws Exception {
    LunConfig config =
        config(
            "name", "other",
            "handler", "image",
            "transports", "tcmu, iscsi",
            "wwn", "naa.5001405000000001",
            "serial", "S1",
            "vendor", "ACME",
            "threads", " 8 ",
            "holdSeconds", "5",
            "holdCommands", "10");
    assertEquals("other", config.name());
    assertEquals("image", config.handler());
    assertEquals(Set.of("tcmu", "iscsi"), config.transports());
    assertEquals(Naa.parse("5001405000000001"), config.identity().wwn());
    assertEquals("S1", config.identity().serial());
    assertEquals("ACME", config.identity().inquiryInfo().vendor());
    assertEquals(8, config.threads());
    assertEquals(new HoldLimits(Duration.ofSeconds(5), 10), config.hold());
  }

  @Test
  void shouldPassTheOptionsOfItsTransportsOn() throws Exception {
    LunConfig config = config("transports", "tcmu", "tcmu.cmd_time_out", "0");
    assertEquals(Map.of("cmd_time_out", "0"), config.options("tcmu"));
    assertEquals(Map.of(), config.options("iscsi"));
  }

  @Test
  void shouldRefuseOptionsOfTransportsThatDoNotExportIt() {
    ConfigException problem =
        assertThrows(ConfigException.class, () -> config("transports", "tcmu", "iscsi.lun", "1"));
    assertEquals(
        "iscsi.lun: is an option of a transport that exports it, of which there are tcmu",
        problem.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "hanlder, unknown key hanlder. Did you mean handler? The keys are drainSeconds,",
    "\ufeffhandler, the file begins with a byte order mark: save it as UTF-8 without one",
    "h\u0000a, 'the file is UTF-16, or no text at all: save it as UTF-8'",
  })
  void shouldRefuseKeysThatMeanNothing(String key, String message) {
    ConfigException problem = assertThrows(ConfigException.class, () -> config(key, "x"));
    assertTrue(problem.reason().startsWith(message), problem.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "threads, many",
    "threads, 0",
    "holdSeconds, -1",
    "holdSeconds, 0",
    "holdSeconds, 1",
    "holdSeconds, 601",
    "holdCommands, 0",
    "drainSeconds, 0",
    "drainSeconds, 11",
    "holdCommands, 1.5",
    "wwn, naa.7001405000000001",
    "serial, grün",
    "product, far too long for sixteen",
    "revision, äö",
    "handler, ../x",
    "transports, 'tcmu,a b'",
    "name, .hidden",
  })
  void shouldNameTheKeyThatIsWrong(String key, String value) {
    ConfigException problem = assertThrows(ConfigException.class, () -> config(key, value));
    assertTrue(problem.reason().startsWith(key), problem.getMessage());
  }

  @Test
  void shouldLeaveTimeForTheWayBackInASwap() throws Exception {
    assertEquals(Duration.ofSeconds(10), config().drain());
    assertEquals(Duration.ofSeconds(2), config("holdSeconds", "5").drain());
    assertEquals(Duration.ofSeconds(30), config("holdSeconds", "60", "drainSeconds", "30").drain());
    ConfigException problem =
        assertThrows(
            ConfigException.class, () -> config("holdSeconds", "20", "drainSeconds", "30"));
    assertEquals(
        "drainSeconds = 30: is 10 at the most, half of holdSeconds = 20, which is for all"
            + " of a swap and the way back",
        problem.reason());
  }

  @Test
  void shouldAskForANameWhereThePidHasNone() {
    Map<String, Object> properties = properties("service.pid", "io.sluice.lun");
    assertThrows(ConfigException.class, () -> LunConfig.of(properties, GATEWAY_ID, TRAITS));
  }

  @Test
  void shouldTellWhichChangesCanNotBeMadeLive() throws Exception {
    LunConfig before = config("tcmu.a", "1");
    LunConfig after = config("threads", "8", "handler", "b", "serial", "new", "tcmu.b", "2");
    assertEquals(List.of("serial", "tcmu.a", "tcmu.b"), before.fixedKeysThatDiffer(after));
  }
}
