package io.sluice.tcmu.internal.iscsi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.gateway.Transport.Export;
import io.sluice.gateway.targets.TargetView;
import io.sluice.tcmu.internal.kernel.Backstore;
import io.sluice.tcmu.internal.kernel.BackstoreSettings;
import io.sluice.tcmu.internal.kernel.FakeKernel;
import io.sluice.tcmu.internal.kernel.IscsiTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IscsiFabricTest {
  private static final String IQN = "iqn.2026-11.com.example:disks";
  private static final String GROUP = "iscsi/" + IQN + "/tpgt_1";
  private static final String FARM1 = "iqn.1993-08.org.debian:01:farm1";
  private static final String FARM2 = "iqn.1993-08.org.debian:01:farm2";
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(10);

  @TempDir Path folder;

  private final Map<String, String> values = new HashMap<>();
  private FakeKernel kernel;
  private IscsiTarget target;
  private IscsiFabric fabric;

  @BeforeEach
  void boot() throws IOException {
    kernel = new FakeKernel(folder.resolve("kernel"));
    target = new IscsiTarget(kernel, IQN);
    values.put("service.pid", "io.sluice.tcmu.iscsi~disks");
    values.put(
        "felix.fileinstall.filename",
        folder.resolve("io.sluice.tcmu.iscsi-disks.cfg").toUri().toString());
    values.put("iqn", IQN);
    values.put("luns", "disk0:0, disk1:4");
    values.put("initiators", FARM1);
    fabric = start(LONG);
  }

  private IscsiFabric start(Duration patience) {
    IscsiFabric started =
        new IscsiFabric(kernel.asKernel(), AcceptedConfigurations.none(), SHORT, patience);
    started.use("test");
    return started;
  }

  @AfterEach
  void stop() {
    fabric.close();
  }

  private Path backstore(String name, String owner) throws IOException {
    Backstore backstore = new Backstore(kernel, 90, name);
    backstore.create(
        new BackstoreSettings(owner + "/" + name, 1 << 20, 512, "S-" + name, 128, 8, 0, 0, 0, -1),
        "");
    return backstore.path();
  }

  private void offer(String name) throws IOException {
    fabric.offer(name, backstore(name, "sluice/test"));
  }

  private void serve() throws IOException {
    fabric.configure(values);
    offer("disk0");
    offer("disk1");
    awaitExported();
  }

  private void awaitExported() {
    await()
        .until(
            () -> {
              List<Export> exports = fabric.exports();
              return exports.size() == 2
                  && exports.stream().allMatch(export -> export.failure() == null);
            });
  }

  private String failure(String lun) {
    return fabric.exports().stream()
        .filter(export -> export.lun().equals(lun) && export.failure() != null)
        .map(Export::failure)
        .findFirst()
        .orElse("");
  }

  private String read(String attribute) throws IOException {
    return kernel.read(Path.of(GROUP, attribute));
  }

  @Test
  void shouldShowEachInitiatorTheDisksUnderTheirNumbers() throws IOException {
    serve();
    assertEquals(Set.of(0, 4), target.luns().keySet());
    assertEquals(
        kernel.linkTarget(Path.of(GROUP, "acls", FARM1, "lun_4/lun_4")),
        Path.of(GROUP, "lun/lun_4"));
    assertEquals(Set.of("127.0.0.1:3261"), target.portals());
    assertEquals("0", read("attrib/generate_node_acls"));
    assertEquals("0", read("attrib/authentication"));
    assertEquals(
        List.of("iscsi://127.0.0.1:3261/" + IQN + "/0", "iscsi://127.0.0.1:3261/" + IQN + "/4"),
        fabric.exports().stream().map(Export::address).toList());
  }

  @Test
  void shouldGuardTheDoorBeforeItOpensIt() throws IOException {
    Path secrets = Files.writeString(folder.resolve("secrets"), "initiator joe secret-of-joe\n");
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
    values.put("chapFile", "secrets");
    serve();
    assertEquals("secret-of-joe", read("acls/" + FARM1 + "/auth/password"));
    int enabled = kernel.step("write " + GROUP + "/enable 1");
    assertTrue(kernel.step("write secret " + GROUP + "/acls/" + FARM1 + "/auth/pass") < enabled);
    assertTrue(kernel.step("mkdir " + GROUP + "/np") < enabled);
    assertEquals("1", read("attrib/authentication"));
    assertFalse(kernel.steps().toString().contains("secret-of-joe"));
  }

  @Test
  void shouldLetNobodyInBeforeAllDisksAreThere() throws IOException {
    fabric.configure(values);
    offer("disk0");
    await().until(() -> failure("disk1").contains("disk1"));
    assertFalse(target.isEnabled());
    offer("disk1");
    awaitExported();
  }

  @Test
  void shouldNotWaitForADiskForEver() throws IOException {
    fabric.close();
    fabric = start(SHORT);
    fabric.configure(values);
    offer("disk0");
    await().until(target::isEnabled);
    assertEquals(Set.of(0), target.luns().keySet());
  }

  @Test
  void shouldTouchNothingOfWhatAnEarlierGatewayLeft() throws IOException {
    serve();
    fabric.close();
    kernel.forgetSteps();
    fabric = start(LONG);
    fabric.configure(values);
    awaitExported();
    fabric.offer("disk0", Path.of("core/user_90/disk0"));
    fabric.offer("disk1", Path.of("core/user_90/disk1"));
    fabric.configure(values);
    awaitExported();
    assertEquals(List.of(), kernel.steps());
  }

  @Test
  void shouldChangeLunsAndInitiatorsWithoutEndingSessions() throws IOException {
    serve();
    kernel.forgetSteps();
    values.put("luns", "disk1:4, disk0:7");
    values.put("initiators", FARM2 + "," + FARM1);
    values.put("portals", "127.0.0.1:3262");
    fabric.configure(values);
    await().until(() -> target.luns().keySet().equals(Set.of(4, 7)));
    await().until(() -> target.portals().equals(Set.of("127.0.0.1:3262")));
    assertEquals(Set.of(4, 7), target.acl(FARM2).mapped());
    assertEquals(Set.of(4, 7), target.acl(FARM1).mapped());
    assertFalse(kernel.steps().toString().contains("/enable"), kernel.steps().toString());
    values.put("initiators", FARM2);
    fabric.configure(values);
    await().until(() -> target.initiators().equals(Set.of(FARM2)));
  }

  @Test
  void shouldEndSessionsWhenTheyMightNotComeInAgain() throws IOException {
    values.remove("initiators");
    values.put("demoMode", "true");
    serve();
    assertEquals("1", read("attrib/generate_node_acls"));
    kernel.forgetSteps();
    values.remove("demoMode");
    values.put("initiators", FARM1);
    fabric.configure(values);
    await().until(() -> target.initiators().equals(Set.of(FARM1)));
    awaitExported();
    int closed = kernel.step("write " + GROUP + "/enable 0");
    assertTrue(closed < kernel.step("write " + GROUP + "/attrib/generate_node_acls 0"));
  }

  @Test
  void shouldLetNobodyInWhereItIsSwitchedOff() throws IOException {
    serve();
    values.put("enabled", "false");
    fabric.configure(values);
    await().until(() -> !target.isEnabled());
    assertEquals(List.of(), fabric.exports());
    values.put("enabled", "true");
    fabric.configure(values);
    awaitExported();
  }

  @Test
  void shouldServeOnAsBeforeWhenAConfigurationIsWrong() throws IOException {
    serve();
    values.put("portals", "nowhere at all");
    fabric.configure(values);
    assertTrue(failure("disk0").contains("portals = nowhere at all: "), failure("disk0"));
    assertTrue(failure("disk0").contains("as last accepted"));
    assertTrue(target.isEnabled());
    values.put("portals", "127.0.0.1");
    fabric.configure(values);
    awaitExported();
  }

  @Test
  void shouldTellOfAWrongConfigurationAtItsDisks() {
    values.put("initiators", "");
    fabric.configure(values);
    assertTrue(failure("disk1").contains("demoMode"), failure("disk1"));
  }

  @Test
  void shouldTryAgainWhereThePortIsTaken() throws IOException {
    kernel.fail("mkdir " + GROUP + "/np");
    fabric.configure(values);
    offer("disk0");
    offer("disk1");
    await().until(() -> failure("disk0").contains("can't listen on 127.0.0.1:3261"));
    kernel.fail("");
    awaitExported();
  }

  @Test
  void shouldLeaveTheTargetOfAnotherAlone() throws IOException {
    target.create();
    target.addLun(9, backstore("theirs", "other"));
    kernel.forgetSteps();
    fabric.configure(values);
    offer("disk0");
    await().until(() -> failure("disk0").contains("not of this gateway"));
    assertFalse(kernel.steps().toString().contains(IQN), kernel.steps().toString());
  }

  @Test
  void shouldRemoveATargetWithItsFile() throws IOException {
    serve();
    fabric.unconfigure(values);
    await().until(() -> !target.exists());
    assertEquals(List.of(), fabric.exports());
  }

  @Test
  void shouldKeepATargetThatIsInUseWhenItsFileVanishes() throws IOException {
    serve();
    kernel.session(IQN, FARM1, true);
    fabric.unconfigure(values);
    await().until(() -> failure("disk0").contains("logged in: " + FARM1));
    fabric.offer("disk0", Path.of("core/user_90/disk0"));
    assertTrue(target.isEnabled());
    fabric.configure(values);
    awaitExported();
  }

  @Test
  void shouldRemoveATargetWithoutAFileWithTheLastOfItsSessions() throws IOException {
    values.put("initiators", FARM1 + ", " + FARM2);
    serve();
    kernel.session(IQN, FARM1, true);
    fabric.unconfigure(values);
    await().until(() -> !target.initiators().contains(FARM2)); // who is not in comes in no more
    assertEquals(Set.of(FARM1), target.initiators());
    assertTrue(target.isEnabled());
    kernel.session(IQN, FARM1, false);
    await().until(() -> !target.exists());
    assertEquals(List.of(), fabric.exports());
    assertEquals(List.of(), fabric.targets());
  }

  @Test
  void shouldMoveDisksToATargetOfAnotherName() throws IOException {
    serve();
    values.put("iqn", IQN + "2");
    fabric.configure(values);
    await().until(() -> !target.exists() && new IscsiTarget(kernel, IQN + "2").isEnabled());
    awaitExported();
  }

  @Test
  void shouldTellTheShellOfATargetAsTheKernelHasIt() throws IOException {
    serve();
    await().until(() -> fabric.targets().get(0).luns().size() == 2);
    TargetView view = fabric.targets().get(0);
    assertEquals("disks", view.name());
    assertEquals(IQN, view.iqn());
    assertEquals(Map.of(0, "disk0", 4, "disk1"), view.luns());
    assertEquals(List.of(FARM1), view.initiators());
    assertEquals(List.of(), view.inUse());
    assertEquals("", view.problem());
    assertEquals(List.of("disk0", "disk1"), fabric.disks());
    assertEquals(Optional.empty(), fabric.unavailable());
    kernel.session(IQN, FARM1, true);
    assertEquals(List.of("disk0", "disk1"), fabric.targets().get(0).inUse());
  }

  @Test
  void shouldTellTheShellOfAConfigurationWhenItIsKnownWhatHasBecomeOfIt() throws IOException {
    String pid = values.get("service.pid");
    assertEquals(Map.of(), fabric.applied(pid));
    serve();
    await().until(() -> fabric.applied(pid).equals(values));
    assertEquals("", fabric.targets().get(0).problem());

    Map<String, String> wrong = new HashMap<>(values);
    wrong.put("luns", "disk0");
    fabric.configure(wrong);
    await().until(() -> fabric.applied(pid).equals(wrong));
    assertTrue(fabric.targets().get(0).problem().contains("DISK:NUMBER"));
    fabric.configure(values);
    await().until(() -> fabric.applied(pid).equals(values));
    assertEquals("", fabric.targets().get(0).problem());
    fabric.unconfigure(values);
    await().until(() -> fabric.targets().isEmpty());
  }

  @Test
  void shouldTakeUpChangedSecretsByItself() throws IOException {
    Path secrets = Files.writeString(folder.resolve("secrets"), "initiator joe secret-of-joe\n");
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
    values.put("chapFile", "secrets");
    serve();
    Files.writeString(secrets, "initiator joe a-longer-secret-of-joe " + FARM1 + "\n");
    await().until(() -> read("acls/" + FARM1 + "/auth/password").equals("a-longer-secret-of-joe"));
    assertEquals("joe", read("acls/" + FARM1 + "/auth/userid"));
  }

  @Test
  void shouldReadSecretsAgain() throws IOException {
    Path secrets = Files.writeString(folder.resolve("secrets"), "initiator joe secret-of-joe\n");
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
    values.put("chapFile", "secrets");
    serve();
    Files.writeString(secrets, "initiator joe another-of-joe\n");
    fabric.reread(values.get("service.pid"));
    await().until(() -> read("acls/" + FARM1 + "/auth/password").equals("another-of-joe"));
  }

  @Test
  void shouldRefuseTwoFilesForOneTarget() throws IOException {
    serve();
    Map<String, String> second = new HashMap<>(values);
    second.put("service.pid", "io.sluice.tcmu.iscsi~second");
    fabric.configure(second);
    assertTrue(failure("disk0").contains("another file's"), failure("disk0"));
  }
}
