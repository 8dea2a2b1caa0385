package io.sluice.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestInitiator.Received;
import io.sluice.iscsi.internal.TestServer;
import io.sluice.iscsi.internal.TestUnit;
import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.access.AddressRange;
import io.sluice.iscsi.internal.login.ChapAlgorithm;
import io.sluice.iscsi.internal.login.ChapSecrets;
import io.sluice.iscsi.internal.login.TextKeys;
import io.sluice.iscsi.internal.pdu.Bhs;
import io.sluice.iscsi.internal.pdu.Opcode;
import io.sluice.iscsi.internal.target.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class LoginTest {
  private static final String SECRET = "secret-of-alice";
  private static final String OUR_SECRET = "secret-of-target";
  private static final byte[] CHALLENGE =
      HexFormat.of().parseHex("00112233445566778899aabbccddeeff");

  @TempDir Path folder;
  private TestUnit unit;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    unit = TestUnit.ofRam("ram", 1 << 20, 512);
    server = new TestServer(unit);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    unit.close();
  }

  private void requireChap() throws IOException {
    requireChap("initiator alice " + SECRET + "\ntarget us " + OUR_SECRET);
  }

  private void requireChap(String lines) throws IOException {
    Path file = folder.resolve("secrets");
    Files.writeString(file, lines + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    server.apply(
        Limits.DEFAULTS,
        TestServer.OFFER,
        AccessList.EVERYBODY,
        Optional.of(ChapSecrets.read(file)),
        unit);
  }

  private TestInitiator connect() throws IOException {
    return new TestInitiator(server.address(), 1);
  }

  private static Map<String, String> keys(String... pairs) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      keys.put(pairs[i], pairs[i + 1]);
    }
    return keys;
  }

  private static Map<String, String> hello(String... more) {
    Map<String, String> keys =
        keys("InitiatorName", TestInitiator.NAME, "TargetName", TestServer.IQN);
    keys.putAll(keys(more));
    return keys;
  }

  private static byte[] binary(String value) {
    return HexFormat.of().parseHex(value.substring(2));
  }

  /** The response to the target's challenge. */
  private static String response(ChapAlgorithm algorithm, String secret, Map<String, String> text) {
    int identifier = Integer.parseInt(text.get("CHAP_I"));
    byte[] response = algorithm.response(identifier, secret, binary(text.get("CHAP_C")));
    return "0x" + HexFormat.of().formatHex(response);
  }

  @ParameterizedTest
  @EnumSource(ChapAlgorithm.class)
  void shouldAuthenticateBothWays(ChapAlgorithm algorithm) throws IOException {
    requireChap();
    try (TestInitiator initiator = connect()) {
      Received chosen = initiator.security(false, hello("AuthMethod", "CHAP,None"));
      assertEquals("CHAP", chosen.text().get("AuthMethod"));
      assertEquals("1", chosen.text().get("TargetPortalGroupTag"));
      String number = Integer.toString(algorithm.number());
      Map<String, String> challenge = initiator.security(false, keys("CHAP_A", number)).text();
      assertEquals(number, challenge.get("CHAP_A"));
      Received proof =
          initiator.security(
              true,
              keys(
                  "CHAP_N",
                  "alice",
                  "CHAP_R",
                  response(algorithm, SECRET, challenge),
                  "CHAP_I",
                  "7",
                  "CHAP_C",
                  "0x" + HexFormat.of().formatHex(CHALLENGE)));
      assertEquals(0, TestInitiator.status(proof));
      assertEquals("us", proof.text().get("CHAP_N"));
      assertArrayEquals(
          algorithm.response(7, OUR_SECRET, CHALLENGE), binary(proof.text().get("CHAP_R")));
      assertEquals(0, TestInitiator.status(initiator.operational(keys("MaxConnections", "1"))));
      initiator.read(0, 0, 1);
    }
  }

  @Test
  void shouldRefuseWrongSecretsUnknownNamesAndReflectedChallenges() throws IOException {
    requireChap();
    for (String[] attempt : new String[][] {{"alice", "wrong"}, {"bob", SECRET}}) {
      try (TestInitiator initiator = connect()) {
        Map<String, String> challenge = challenge(initiator);
        String response = response(ChapAlgorithm.MD5, attempt[1], challenge);
        Received refused = initiator.security(true, keys("CHAP_N", attempt[0], "CHAP_R", response));
        assertEquals(0x0201, TestInitiator.status(refused));
        assertThrows(IOException.class, initiator::receive);
      }
    }
    try (TestInitiator initiator = connect()) {
      Map<String, String> challenge = challenge(initiator);
      Received refused =
          initiator.security(
              true,
              keys(
                  "CHAP_N",
                  "alice",
                  "CHAP_R",
                  response(ChapAlgorithm.MD5, SECRET, challenge),
                  "CHAP_I",
                  "7",
                  "CHAP_C",
                  challenge.get("CHAP_C")));
      assertEquals(0x0201, TestInitiator.status(refused));
    }
  }

  private static Map<String, String> challenge(TestInitiator initiator) throws IOException {
    initiator.security(false, hello("AuthMethod", "CHAP"));
    return initiator.security(false, keys("CHAP_A", "5")).text();
  }

  @Test
  void shouldNotBePassedByWithoutCredentials() throws IOException {
    requireChap();
    try (TestInitiator initiator = connect()) {
      assertEquals(0x0201, TestInitiator.status(initiator.operational(hello())));
    }
    try (TestInitiator initiator = connect()) {
      Received refused = initiator.security(true, hello("AuthMethod", "None"));
      assertEquals(0x0201, TestInitiator.status(refused));
    }
    try (TestInitiator initiator = connect()) {
      Received held = initiator.security(true, hello()); // asks for transit, and gets none
      assertEquals(0, held.u8(Bhs.FLAGS) & Bhs.TRANSIT);
      assertEquals(0x0200, TestInitiator.status(initiator.operational(keys("InitialR2T", "Yes"))));
    }
    try (TestInitiator initiator = connect()) {
      initiator.security(false, hello("AuthMethod", "CHAP"));
      Received held = initiator.security(true, keys());
      assertEquals(0, held.u8(Bhs.FLAGS) & Bhs.TRANSIT);
    }
  }

  @Test
  void shouldSlowDownWhoGuesses() throws IOException {
    requireChap();
    for (int i = 0; i < 3; i++) {
      try (TestInitiator initiator = connect()) {
        challenge(initiator);
        initiator.security(true, keys("CHAP_N", "alice", "CHAP_R", "0x00"));
      }
    }
    try (TestInitiator initiator = connect()) {
      Map<String, String> challenge = challenge(initiator);
      String response = response(ChapAlgorithm.MD5, SECRET, challenge);
      Received refused = initiator.security(true, keys("CHAP_N", "alice", "CHAP_R", response));
      assertEquals(0x0301, TestInitiator.status(refused));
    }
  }

  @Test
  void shouldAdmitOnlyNamesAndAddressesOfTheAccessList() throws IOException {
    AccessList names = new AccessList(Set.of("iqn.2026-11.io.sluice.test:other"), List.of());
    AccessList addresses = new AccessList(Set.of(), List.of(AddressRange.parse("10.0.0.0/8")));
    for (AccessList access : List.of(names, addresses)) {
      server.apply(Limits.DEFAULTS, TestServer.OFFER, access, Optional.empty(), unit);
      try (TestInitiator initiator = connect()) {
        assertEquals(0x0202, TestInitiator.status(initiator.operational(hello())));
      }
      assertEquals("", discover());
    }
  }

  @Test
  void shouldDropSessionsThatAChangedAccessListForbids() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(server.address(), 1)) {
      AccessList others = new AccessList(Set.of("iqn.2026-11.io.sluice.test:other"), List.of());
      server.apply(Limits.DEFAULTS, TestServer.OFFER, others, Optional.empty(), unit);
      assertThrows(IOException.class, initiator::receive);
    }
  }

  @Test
  void shouldDropSessionsThatDidNotAuthenticateWhenTheyMust() throws IOException {
    try (TestInitiator initiator = TestInitiator.loggedIn(server.address(), 1)) {
      requireChap();
      assertThrows(IOException.class, initiator::receive);
    }
  }

  @Test
  void shouldDropSessionsWhoseNameHasNoSecretAnyMore() throws IOException {
    requireChap("initiator alice " + SECRET);
    try (TestInitiator alice = connect()) {
      authenticate(alice);
      requireChap("initiator alice " + SECRET + "\ninitiator bob secret-of-bob-0");
      alice.read(0, 0, 1);
      requireChap("initiator bob secret-of-bob-0");
      assertThrows(IOException.class, alice::receive);
    }
  }

  private void authenticate(TestInitiator alice) throws IOException {
    alice.security(false, hello("AuthMethod", "CHAP"));
    Map<String, String> challenge = alice.security(false, keys("CHAP_A", "5")).text();
    String response = response(ChapAlgorithm.MD5, SECRET, challenge);
    alice.security(true, keys("CHAP_N", "alice", "CHAP_R", response));
    assertEquals(0, TestInitiator.status(alice.operational(keys("MaxConnections", "1"))));
  }

  @Test
  void shouldTakeNoLongerLoginRequestsThanTheStandardSays() throws IOException {
    try (TestInitiator initiator = connect()) {
      byte[] text = new byte[8193];
      assertThrows(IOException.class, () -> initiator.loginRequest(1, 3, text));
    }
  }

  private String discover() throws IOException {
    try (TestInitiator initiator = connect()) {
      Received reply =
          initiator.operational(
              keys("InitiatorName", TestInitiator.NAME, "SessionType", "Discovery"));
      assertEquals(0, TestInitiator.status(reply));
      ByteBuffer pdu = initiator.ordered(Opcode.TEXT_REQUEST, Bhs.FINAL, 9);
      pdu.putInt(Bhs.TARGET_TRANSFER_TAG, Bhs.RESERVED_TAG);
      initiator.send(pdu, TextKeys.format(keys("SendTargets", "All")));
      Received list = initiator.receive();
      assertEquals(Opcode.TEXT_RESPONSE, list.opcode());
      return new String(list.bytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  @Test
  void shouldListItsTargets() throws IOException {
    String port = Integer.toString(server.address().getPort());
    assertEquals(
        "TargetName=%s\0TargetAddress=127.0.0.1:%s,1\0".formatted(TestServer.IQN, port),
        discover());
  }

  @Test
  void shouldNotServeCommandsInADiscoverySession() throws IOException {
    try (TestInitiator initiator = connect()) {
      initiator.operational(keys("InitiatorName", TestInitiator.NAME, "SessionType", "Discovery"));
      initiator.command(0, new byte[16], false, false, 0, new byte[0]);
      assertEquals(Opcode.REJECT, initiator.receive().opcode());
      assertThrows(IOException.class, initiator::receive);
    }
  }

  @Test
  void shouldPutTogetherKeysThatComeInPieces() throws IOException {
    byte[] text = TextKeys.format(hello("MaxBurstLength", "65536", "ImmediateData", "No"));
    try (TestInitiator initiator = connect()) {
      int at = 0;
      for (; at + 7 < text.length; at += 7) {
        byte[] part = Arrays.copyOfRange(text, at, at + 7);
        Received more = initiator.loginRequest(1 << 2 | Bhs.CONTINUE, part);
        assertEquals(0, more.data().limit());
      }
      byte[] rest = Arrays.copyOfRange(text, at, text.length);
      Received reply = initiator.loginRequest(1 << 2 | Bhs.TRANSIT | 3, rest);
      assertEquals("65536", reply.text().get("MaxBurstLength"));
      assertEquals("No", reply.text().get("ImmediateData"));
      assertNotEquals(0, reply.header().getShort(Bhs.TSIH));
    }
  }

  @Test
  void shouldBoundTextThatDoesNotEnd() throws IOException {
    try (TestInitiator initiator = connect()) {
      Received reply = initiator.loginRequest(1 << 2 | Bhs.CONTINUE, new byte[8000]);
      while (TestInitiator.status(reply) == 0) {
        reply = initiator.loginRequest(1 << 2 | Bhs.CONTINUE, new byte[8000]);
      }
      assertEquals(0x0200, TestInitiator.status(reply));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x0207, SessionType, Normal, X-a, b", // no InitiatorName
    "0x0200, InitiatorName, nonsense, X-a, b",
    "0x0207, InitiatorName, iqn.2026-11.io.sluice.test:a, X-a, b", // no TargetName
    "0x0203, InitiatorName, iqn.2026-11.io.sluice.test:a, TargetName, iqn.2026-11.io.sluice:none",
    "0x0209, InitiatorName, iqn.2026-11.io.sluice.test:a, SessionType, Odd"
  })
  void shouldSayWhyItRefusesALogin(
      String status, String key, String value, String other, String otherValue) throws IOException {
    Map<String, String> keys = keys(key, value, other, otherValue);
    try (TestInitiator initiator = connect()) {
      assertEquals(Integer.decode(status), TestInitiator.status(initiator.operational(keys)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0x8B", // stage 2
    "0x85", // transit to the same stage
    "0xC7", // transit in the middle of text
    "0x86" // transit to stage 2
  })
  void shouldRefuseStagesThatAreNone(String flags) throws IOException {
    try (TestInitiator initiator = connect()) {
      Received reply = initiator.loginRequest(Integer.decode(flags), TextKeys.format(hello()));
      assertEquals(0x0200, TestInitiator.status(reply));
    }
  }

  @Test
  void shouldBoundSessionsAndKeepThoseThereAre() throws IOException {
    Limits d = Limits.DEFAULTS;
    Limits two =
        new Limits(
            2, 8, 1 << 20, d.loginTimeout(), d.pingInterval(), d.pingTimeout(), d.loginTimeout());
    server.apply(two, TestServer.OFFER, AccessList.EVERYBODY, Optional.empty(), unit);
    try (TestInitiator first = TestInitiator.loggedIn(server.address(), 1);
        TestInitiator second = TestInitiator.loggedIn(server.address(), 2);
        TestInitiator third = new TestInitiator(server.address(), 3)) {
      assertEquals(0x0302, TestInitiator.status(third.operational(hello())));
      assertEquals(512, first.read(0, 0, 1).length);
      assertEquals(512, second.read(0, 0, 1).length);
    }
  }

  @Test
  void shouldEndLoginsThatTakeTooLong() throws IOException {
    Limits d = Limits.DEFAULTS;
    Limits hasty =
        new Limits(
            2,
            8,
            1 << 20,
            java.time.Duration.ofMillis(100),
            d.pingInterval(),
            d.pingTimeout(),
            d.loginTimeout());
    server.apply(hasty, TestServer.OFFER, AccessList.EVERYBODY, Optional.empty(), unit);
    try (TestInitiator initiator = connect()) {
      assertThrows(IOException.class, initiator::receive);
    }
  }

  @Test
  void shouldHideTargetsThatAskForChapFromThoseWhoDidNotAuthenticate() throws IOException {
    requireChap();
    try (TestInitiator initiator = connect()) {
      Received reply =
          initiator.operational(
              keys("InitiatorName", TestInitiator.NAME, "SessionType", "Discovery"));
      assertTrue(TestInitiator.status(reply) != 0);
      assertFalse(reply.data().hasRemaining());
    }
  }
}
