package io.sluice.iscsi.internal.configured;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.iscsi.internal.TestInitiator;
import io.sluice.iscsi.internal.TestSecrets;
import io.sluice.iscsi.internal.TestUnit;
import io.sluice.iscsi.internal.memory.BufferPool;
import io.sluice.iscsi.internal.server.IscsiServer;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class TargetsTest {
  private static final String PID = "io.sluice.iscsi~t1";

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private String portal;
  private Targets targets;

  @BeforeEach
  void start() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      portal = "127.0.0.1:" + free.getLocalPort();
    }
    restart();
  }

  private void restart() {
    restart(AcceptedConfigurations.none());
  }

  private void restart(AcceptedConfigurations accepted) {
    IscsiServer server = new IscsiServer(Thread::new, new BufferPool(1 << 20));
    open.add(server);
    targets = new Targets(server, new LunNumbers(folder.resolve("numbers")), accepted, folder);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private void add(String... names) throws IOException {
    for (String name : names) {
      TestUnit unit = TestUnit.ofRam(name, 1 << 16, 512);
      open.add(unit);
      targets.add(unit);
      assertTrue(targets.disks().contains(name)); // taken up now, not soon
    }
  }

  private void configure(String luns) {
    targets.configure(PID, Map.of("portals", portal, "luns", luns));
  }

  private Map<Integer, String> luns() {
    return targets.views().get(0).luns();
  }

  private String problem() {
    return targets.views().get(0).problem();
  }

  @Test
  void shouldNotGiveTheRememberedNumberOfADiskToAnother() throws IOException {
    add("a", "m", "rel");
    configure("a, m");
    configure("a, m, rel:1");
    assertEquals(Map.of(0, "a", 1, "m"), luns());
    assertTrue(problem().contains("number 1 is m's"), problem());
    assertTrue(problem().contains("serves as last accepted"), problem());
    configure("a, rel:1");
    assertEquals(Map.of(0, "a", 1, "rel"), luns());
    assertEquals("", problem());
  }

  @Test
  void shouldRefuseSoAfterAStartBeforeTheDiskIsThere() throws IOException {
    add("m", "rel");
    configure("m");
    restart();
    configure("m, rel:0");
    assertTrue(problem().contains("number 0 is m's"), problem());
  }

  @Test
  void shouldKeepAChosenNumberThatIsChosenNoMore() throws IOException {
    add("a", "m");
    configure("m:0");
    configure("m, a");
    assertEquals(Map.of(0, "m", 1, "a"), luns());
    configure("m, a:0");
    assertEquals(Map.of(0, "m", 1, "a"), luns());
  }

  @Test
  void shouldLeaveANumberToTheDiskThatIsToComeUnderIt() throws IOException {
    configure("a, rel:0");
    add("a");
    assertEquals(Map.of(1, "a"), luns());
    add("rel");
    assertEquals(Map.of(0, "rel", 1, "a"), luns());
  }

  @Test
  void shouldTakeUpAgainWhatItServed() throws IOException {
    add("m");
    configure("m");
    configure("rel:0");
    add("rel");
    configure("rel:0, m");
    assertEquals(Map.of(0, "rel", 1, "m"), luns());
    restart();
    configure("rel:0, m");
    add("m", "rel");
    assertEquals(Map.of(0, "rel", 1, "m"), luns());
  }

  @Test
  void shouldTellAllAddressesOfADiskThatSeveralTargetsHave() throws IOException {
    add("a", "m");
    configure("m");
    targets.configure(PID + "2", Map.of("portals", portal, "luns", "a, m"));
    List<String> addresses =
        targets.exports().stream()
            .filter(export -> export.lun().equals("m"))
            .map(export -> export.address().replaceFirst(".*/iqn", "iqn"))
            .toList();
    assertEquals(List.of("iqn.2026-11.io.sluice:t1/0", "iqn.2026-11.io.sluice:t12/1"), addresses);
  }

  private String usedAt() {
    return targets.exports().stream()
        .filter(export -> export.inUse())
        .map(export -> export.address().replaceFirst(".*/iqn", "iqn"))
        .collect(Collectors.joining(" "));
  }

  @Test
  void shouldTellOnlyThoseAddressesInUseThatSessionsUse() throws Exception {
    add("m");
    configure("m");
    targets.configure(PID + "2", Map.of("portals", portal, "luns", "m"));
    assertEquals("", usedAt());
    int port = Integer.parseInt(portal.substring(portal.indexOf(':') + 1));
    try (TestInitiator initiator =
        new TestInitiator(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1)) {
      initiator.login(TestInitiator.NAME, "iqn.2026-11.io.sluice:t12");
      initiator.in(0, new byte[] {0, 0, 0, 0, 0, 0}, 0);
      assertEquals("iqn.2026-11.io.sluice:t12/0", usedAt());
      assertEquals(List.of(), targets.views().get(0).inUse());
      assertEquals(List.of("m"), targets.views().get(1).inUse());
    }
    await().until(() -> usedAt().isEmpty());
  }

  private static final String IQN = "iqn.2026-11.com.example:mine";
  private static final String EARLIER = "io.sluice.iscsi~aaa";

  private String problemOf(String name) {
    return targets.views().stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow()
        .problem();
  }

  private Map<Integer, String> lunsOf(String name) {
    return targets.views().stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow()
        .luns();
  }

  @Test
  void shouldGiveANameThatATargetHasToNoOther() throws IOException {
    add("a", "b");
    targets.configure(PID, Map.of("portals", portal, "luns", "a:0", "iqn", IQN));
    targets.configure(EARLIER, Map.of("portals", portal, "luns", "b:0", "iqn", IQN));
    assertEquals(Map.of(0, "a"), lunsOf("t1"));
    assertEquals("", problemOf("t1"));
    assertTrue(problemOf("aaa").contains("another target has that name"), problemOf("aaa"));
    targets.configure(PID, Map.of("portals", portal, "luns", "a:0", "iqn", IQN + "2"));
    assertEquals(Map.of(0, "b"), lunsOf("aaa"));
    assertEquals("", problemOf("aaa"));
  }

  private Map<String, String> ofFile(String pid, String luns) {
    String file = folder.resolve(pid.replace('~', '-') + ".cfg").toUri().toString();
    return Map.of(
        "service.pid", pid,
        "felix.fileinstall.filename", file,
        "portals", portal,
        "luns", luns,
        "iqn", IQN);
  }

  private static BundleContext contextOf(Path var) {
    return (BundleContext)
        Proxy.newProxyInstance(
            TargetsTest.class.getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, arguments) ->
                method.getName().equals("getProperty") && arguments[0].equals("sluice.var")
                    ? var.toString()
                    : null);
  }

  @Test
  void shouldLeaveANameAtAStartToTheTargetThatHadItBefore() throws IOException {
    AcceptedConfigurations kept = AcceptedConfigurations.of(contextOf(folder));
    restart(kept);
    add("a", "b");
    Map<String, String> mine = ofFile(PID, "a:0");
    Map<String, String> others = ofFile(EARLIER, "b:0");
    targets.configure(PID, mine);
    restart(kept);
    add("a", "b");
    targets.configure(EARLIER, others);
    targets.configure(PID, mine);
    assertEquals(Map.of(0, "a"), lunsOf("t1"));
    assertFalse(problemOf("t1").contains("another target"), problemOf("t1"));
    assertTrue(problemOf("aaa").contains("another target has that name"), problemOf("aaa"));
  }

  @Test
  void shouldBeginWhenItsSecretsArePutRight() throws IOException {
    Path secrets = folder.resolve("some.secrets");
    targets.configure(PID, Map.of("portals", portal, "chapFile", "some.secrets"));
    assertTrue(problem().contains("chapFile"), problem());
    TestSecrets.write(secrets, "initiator farm1 secret-of-farm1", "target us our-own-secret");
    await().until(() -> problem().isEmpty());
    assertEquals("us", targets.views().get(0).ownName());
    Files.delete(secrets);
    await().until(() -> problem().contains("some.secrets"));
    assertEquals(true, targets.views().get(0).chap());
  }
}
