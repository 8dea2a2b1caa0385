package io.sluice.iscsi.internal.configured;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.iscsi.internal.TestSecrets;
import io.sluice.iscsi.internal.TestUnit;
import io.sluice.iscsi.internal.memory.BufferPool;
import io.sluice.iscsi.internal.server.IscsiServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    IscsiServer server = new IscsiServer(Thread::new, new BufferPool(1 << 20));
    open.add(server);
    targets =
        new Targets(
            server,
            new LunNumbers(folder.resolve("numbers")),
            AcceptedConfigurations.none(),
            folder);
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
