package io.sluice.iscsi.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestSecrets;
import io.sluice.iscsi.internal.TestServer;
import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.login.ChapSecrets;
import io.sluice.iscsi.internal.login.SecretSource;
import io.sluice.iscsi.internal.login.TargetRules;
import io.sluice.iscsi.internal.target.Limits;
import io.sluice.iscsi.internal.target.LunMap;
import io.sluice.iscsi.internal.target.TargetSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DiscoveryTest {
  private static final Pattern NAME = Pattern.compile("TargetName=iqn.2026-11.io.sluice:(\\w+)");
  private static final Pattern ADDRESS = Pattern.compile("TargetAddress=(\\S+?),1\0");
  private static final String OTHER = "iqn.2026-11.io.sluice.test:other";

  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private TargetSpec target(String name, Set<String> initiators, SecretSource secrets) {
    return target(name, initiators, secrets, Set.of(server.portal()), List.of());
  }

  private static TargetSpec target(
      String name,
      Set<String> initiators,
      SecretSource secrets,
      Set<InetSocketAddress> portals,
      List<String> advertised) {
    return new TargetSpec(
        new TargetRules(
            "iqn.2026-11.io.sluice:" + name,
            "",
            new AccessList(initiators, List.of()),
            Optional.ofNullable(secrets),
            TestServer.OFFER,
            false),
        Limits.DEFAULTS,
        portals,
        advertised,
        new LunMap(Map.of()));
  }

  /** The targets that a CHAP name is told; the status where it is refused. */
  private Object told(String initiator, String name, String secret) throws IOException {
    try (TestInitiator discovery = new TestInitiator(server.address(), 1, "127.0.1." + next++)) {
      int status =
          name == null
              ? discovery.openDiscovery(initiator)
              : discovery.chapLogin(initiator, null, name, secret);
      return status == 0 ? new TreeSet<>(all(NAME, discovery.sendTargets())) : status;
    }
  }

  /** Each from an address of its own, so that none waits for another's failure. */
  private int next = 1;

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1)).toList();
  }

  private int login(String target, String initiator, String name, String secret)
      throws IOException {
    String iqn = "iqn.2026-11.io.sluice:" + target;
    try (TestInitiator session = new TestInitiator(server.address(), 1, "127.0.1." + next++)) {
      if (name != null) {
        return session.chapLogin(initiator, iqn, name, secret);
      }
      return TestInitiator.status(
          session.operational(Map.of("InitiatorName", initiator, "TargetName", iqn)));
    }
  }

  /** Whoever comes with whatever, discovery and login must say the same. */
  @Test
  void shouldTellExactlyTheTargetsThatOneCouldLogInTo() throws IOException {
    ChapSecrets a = TestSecrets.of("initiator farm1 secret-of-farm1-at-a");
    ChapSecrets b =
        TestSecrets.of(
            "initiator farm1 secret-of-farm1-at-b", "initiator farm2 secret-of-farm2-at-b");
    ChapSecrets c =
        TestSecrets.of("initiator farm1 secret-of-farm1-at-b " + OTHER, "target us our-own-secret");
    server.apply(
        target("a", Set.of(), a),
        target("b", Set.of(), b),
        target("c", Set.of(), c),
        target("d", Set.of(OTHER), b),
        target("open", Set.of(), null),
        target("listed", Set.of(OTHER), null));
    List<String> targets = List.of("a", "b", "c", "d", "open", "listed");
    for (String initiator : List.of(TestInitiator.NAME, OTHER)) {
      for (String[] who :
          new String[][] {
            {"farm1", "secret-of-farm1-at-a"},
            {"farm1", "secret-of-farm1-at-b"},
            {"farm2", "secret-of-farm2-at-b"},
            {null, null}
          }) {
        Set<String> reachable = new TreeSet<>();
        for (String target : targets) {
          boolean open = target.equals("open") || target.equals("listed");
          if (login(target, initiator, open ? null : who[0], who[1]) == 0) {
            reachable.add(target);
          }
        }
        assertFalse(reachable.isEmpty());
        assertEquals(reachable, told(initiator, who[0], who[1]), initiator + " " + who[0]);
      }
      assertEquals(0x0201, told(initiator, "farm1", "secret-of-farm3"));
      assertEquals(0x0201, told(initiator, "farm3", "secret-of-farm1-at-a"));
    }
  }

  @Test
  void shouldAskForASecretWhereOnlyTargetsThatDoAreAllowed() throws IOException {
    ChapSecrets a = TestSecrets.of("initiator farm1 secret-of-farm1-at-a");
    server.apply(target("a", Set.of(), a), target("listed", Set.of(OTHER), null));
    assertEquals(0x0201, told(TestInitiator.NAME, null, null));
    assertEquals(Set.of("listed"), told(OTHER, null, null));
    assertEquals(Set.of("a", "listed"), told(OTHER, "farm1", "secret-of-farm1-at-a"));
  }

  @Test
  void shouldNotTellAPortalThatCouldNotBeOpened() throws IOException {
    InetSocketAddress nobodys = new InetSocketAddress("192.0.2.1", 3260);
    TargetSpec spec = target("a", Set.of(), null, Set.of(server.portal(), nobodys), List.of());
    assertEquals(Set.of(nobodys), server.server().apply(List.of(spec)).keySet());
    assertEquals(Set.of(here()), addresses());
  }

  @Test
  void shouldTellThePortalsOfATargetThatAreOpen() throws IOException {
    InetSocketAddress second = new InetSocketAddress("127.0.0.2", server.address().getPort());
    server.apply(target("a", Set.of(), null, Set.of(server.portal(), second), List.of()));
    assertEquals(Set.of(here(), "127.0.0.2:" + second.getPort()), addresses());
  }

  @Test
  void shouldTellWhatItIsToldToTellInstead() throws IOException {
    List<String> outside = List.of("203.0.113.7:3261", "disks.example.com:3260");
    server.apply(target("a", Set.of(), null, Set.of(server.portal()), outside));
    assertEquals(Set.copyOf(outside), addresses());
  }

  private String here() {
    return "127.0.0.1:" + server.address().getPort();
  }

  private Set<String> addresses() throws IOException {
    try (TestInitiator discovery = new TestInitiator(server.address(), 1)) {
      assertEquals(0, discovery.openDiscovery(TestInitiator.NAME));
      return Set.copyOf(all(ADDRESS, discovery.sendTargets()));
    }
  }
}
