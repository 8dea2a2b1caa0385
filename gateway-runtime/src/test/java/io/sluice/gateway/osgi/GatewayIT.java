package io.sluice.gateway.osgi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ArrayVolume;
import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiCmd;
import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.SyncScsiCmdHandler;
import io.sluice.backend.TestCmd;
import io.sluice.backend.VolumeInfo;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.scsi.OperationCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceRegistration;

class GatewayIT {
  private static final String FILE = "io.sluice.lun-disk0.cfg";

  @TempDir private Path folder;
  private TestGateway gateway;
  private TestShell shell;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway(folder);
    shell = gateway.shell();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private static ArrayVolume volume() {
    return new ArrayVolume(new Geometry(2048, 512, 512), Capabilities.PLAIN);
  }

  private static ScsiCmdHandler handler() {
    return new BlockStoreCmdHandler(volume());
  }

  /** A nexus that has heard of the power on. */
  private static ItNexus attach(LogicalUnit lun) {
    ItNexus nexus = lun.attach("initiator", "target");
    nexus.execute(TestCmd.of(OperationCode.REQUEST_SENSE, 0, 0, 0, 18, 0).withDataIn(18));
    return nexus;
  }

  private static TestCmd read(LogicalUnit lun) {
    return TestCmd.of(OperationCode.READ_10, 0, 0, 0, 0, 7, 0, 0, 1, 0)
        .withDataIn(512)
        .withDevice(lun);
  }

  private void awaitList(String... words) {
    await()
        .atMost(TestGateway.PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              String list = shell.execute("lun:list");
              return List.of(words).stream().allMatch(list::contains);
            });
  }

  @Test
  void shouldMakeADiskOfAFileAndAHandler() throws Exception {
    gateway.register("disk0", handler());
    gateway.configure(FILE, "vendor = ACME");
    LogicalUnit lun = gateway.lun("disk0");
    awaitList("disk0", "SERVING", "1 MiB");
    assertEquals("ACME", lun.inquiryInfo().vendor());
    TestCmd read = read(lun);
    attach(lun).execute(read);
    assertEquals(ScsiResponse.good(), read.response());
    String info = shell.execute("lun:info disk0");
    assertTrue(info.contains("1 reads (512 B)"), info);
    assertTrue(shell.execute("handler:list").contains("disk0"));
  }

  @Test
  void shouldLoseNoCommandWhileHandlersComeAndGo() throws Exception {
    gateway.configure(FILE, "threads = 2");
    LogicalUnit lun = gateway.lun("disk0");
    AtomicBoolean done = new AtomicBoolean();
    List<TestCmd> commands = new ArrayList<>();
    CompletableFuture<Void> initiator =
        CompletableFuture.runAsync(
            () -> {
              ItNexus nexus = attach(lun);
              while (!done.get()) {
                TestCmd read = read(lun);
                commands.add(read);
                nexus.execute(read);
                if (commands.size() % 100 == 0) {
                  read.response(); // no more under way than a disk's queue takes
                }
              }
            });
    for (int i = 0; i < 20; i++) {
      ServiceRegistration<ScsiCmdHandler> registration = gateway.register("disk0", handler());
      awaitList("SERVING");
      registration.unregister();
    }
    gateway.register("disk0", handler());
    done.set(true);
    initiator.get();
    for (TestCmd command : commands) {
      assertEquals(ScsiResponse.good(), command.response());
      assertEquals(1, command.responses().size());
    }
  }

  @Test
  void shouldHaveLetGoOfAHandlerWhenItsServiceIsGone() throws Exception {
    BlockStoreCmdHandler handler = new BlockStoreCmdHandler(volume());
    ServiceRegistration<ScsiCmdHandler> registration = gateway.register("disk0", handler);
    gateway.configure(FILE, "");
    gateway.lun("disk0");
    awaitList("SERVING");
    assertTrue(handler.openStore().isPresent());
    registration.unregister();
    assertEquals(Optional.empty(), handler.openStore(), "it is closed");
    awaitList("HOLDING", "there is no handler 'disk0'");
  }

  @Test
  void shouldListAFailedConfigurationWithItsReasonUntilItIsMended() throws Exception {
    gateway.configure(FILE, "threads = many");
    awaitList("disk0", "FAILED", FILE + ": threads = many: is a whole number, 1 to 256");
    assertEquals(List.of("disk0"), shell.evaluate("lun:names"));
    gateway.register("disk0", handler());
    gateway.configure(FILE, "threads = 3");
    awaitList("disk0", "SERVING");
  }

  @Test
  void shouldServeOnWithTheLastGoodConfiguration() throws Exception {
    gateway.register("disk0", handler());
    gateway.configure(FILE, "threads = 3");
    awaitList("SERVING");
    gateway.configure(FILE, "threads = 1000");
    awaitList("SERVING", "threads = 1000");
    gateway.configure(FILE, "threads = 3", "wwn = naa.5001405000000001");
    awaitList("SERVING", "what changed in wwn is taken up when");
    gateway.configure(FILE, "threads = 3");
    awaitList("SERVING", TestShell.NOTHING_TO_NOTE);
  }

  @Test
  void shouldRefuseASecondDiskOfOneNameAndTakeItWhenTheFirstGoes() throws Exception {
    gateway.configure(FILE, "");
    gateway.lun("disk0");
    gateway.configure("io.sluice.lun-twin.cfg", "name = disk0");
    awaitList("HOLDING", "FAILED", "name = disk0: " + FILE + " has it");
    Files.delete(gateway.etc().resolve(FILE));
    await().atMost(TestGateway.PATIENCE).until(() -> !shell.execute("lun:list").contains("FAILED"));
    gateway.lun("disk0");
  }

  @Test
  void shouldServeOnWhenTheConfigurationOfADiskInUseVanishes() throws Exception {
    DiskTransport transport = new DiskTransport("disk0");
    transport.use(true);
    gateway.register(transport);
    gateway.register("disk0", handler());
    gateway.configure(FILE, "");
    LogicalUnit lun = gateway.lun("disk0");
    awaitList("SERVING");
    Files.delete(gateway.etc().resolve(FILE));
    awaitList("ORPHANED", FILE + " is gone while the disk is in use");
    TestCmd read = read(lun);
    attach(lun).execute(read);
    assertEquals(ScsiResponse.good(), read.response());
    assertTrue(gateway.find("disk0").isPresent());
    transport.use(false);
    shell.execute("lun:remove disk0");
    assertTrue(gateway.find("disk0").isEmpty());
    assertEquals(List.of("disk0"), transport.removals());
  }

  @Test
  void shouldListAndRemoveADiskThatAnEarlierGatewayLeft() throws Exception {
    DiskTransport transport = new DiskTransport("none");
    transport.leave("old");
    transport.use(true);
    gateway.register(transport);
    awaitList("old", "ORPHANED", "it is left; it is in use");
    String why = shell.execute("lun:why old");
    assertTrue(why.contains("it is left") && why.contains("lun:remove old"), why);
    TestShell.CommandFailed refusal =
        assertThrows(TestShell.CommandFailed.class, () -> shell.execute("lun:remove old"));
    assertEquals(
        "old is in use (tcmu /dev/left). End that first, or add --force", refusal.getMessage());
    assertEquals(List.of(), transport.removals());
    assertEquals("old is removed\n", shell.execute("lun:remove old --force --yes"));
    assertEquals(List.of("old"), transport.removals());
    assertFalse(shell.execute("lun:list").contains("ORPHANED"));
  }

  @Test
  void shouldTakeAwayWhatEarlierGatewaysLeftWithAllExports() throws Exception {
    DiskTransport transport = new DiskTransport("disk0");
    transport.leave("old");
    gateway.register(transport);
    gateway.configure(FILE, "");
    gateway.lun("disk0");
    transport.use(true);
    assertThrows(TestShell.CommandFailed.class, () -> shell.execute("gateway:unexport --yes"));
    assertEquals(List.of(), transport.removals());
    transport.use(false);
    shell.execute("gateway:unexport --yes");
    assertEquals(List.of("disk0", "old"), transport.removals());
  }

  /** What was its disk before is then told with it. */
  @Test
  void shouldNotListADiskThatIsLeftBesideALogicalUnitOfItsName() throws Exception {
    DiskTransport transport = new DiskTransport("none");
    transport.leave("disk0");
    gateway.register(transport);
    gateway.configure(FILE, "");
    gateway.lun("disk0");
    assertFalse(shell.execute("lun:list").contains("ORPHANED"));
    assertTrue(shell.execute("lun:info disk0").contains("it is left"));
  }

  @Test
  void shouldRemoveADiskThatIsNotInUseWhenItsConfigurationVanishes() throws Exception {
    DiskTransport transport = new DiskTransport("disk0");
    gateway.register(transport);
    gateway.configure(FILE, "");
    gateway.lun("disk0");
    Files.delete(gateway.etc().resolve(FILE));
    await().atMost(TestGateway.PATIENCE).until(() -> gateway.find("disk0").isEmpty());
    assertEquals(List.of("disk0"), transport.removals());
  }

  @Test
  void shouldRemoveADiskInUseOnlyWhenForced() throws Exception {
    DiskTransport transport = new DiskTransport("disk0");
    transport.use(true);
    gateway.register(transport);
    gateway.configure(FILE, "");
    gateway.lun("disk0");
    TestShell.CommandFailed refusal =
        assertThrows(TestShell.CommandFailed.class, () -> shell.execute("lun:remove disk0"));
    assertEquals(
        "disk0 is in use (tcmu /dev/test). End that first, or add --force", refusal.getMessage());
    assertTrue(gateway.find("disk0").isPresent());
    assertTrue(Files.exists(gateway.etc().resolve(FILE)));
    assertTrue(shell.execute("lun:remove disk0 --force --yes").startsWith("disk0 is removed"));
    assertTrue(gateway.find("disk0").isEmpty());
    assertFalse(Files.exists(gateway.etc().resolve(FILE)));
  }

  @Test
  void shouldRunBlockingHandlersOnThreadsOfTheIoThreadFactory() throws Exception {
    Set<Thread> made = ConcurrentHashMap.newKeySet();
    gateway.configure(FILE, "");
    LogicalUnit lun = gateway.lun("disk0");
    gateway.registerIoThreads(
        task -> {
          Thread thread = new Thread(task);
          made.add(thread);
          return thread;
        });
    CompletableFuture<Thread> ranOn = new CompletableFuture<>();
    gateway.register(
        "disk0",
        new SyncScsiCmdHandler() {
          @Override
          public VolumeInfo probe() {
            return new VolumeInfo(new Geometry(2048, 512, 512), Capabilities.PLAIN, "test");
          }

          @Override
          public ScsiResponse respond(ScsiCmd cmd) {
            ranOn.complete(Thread.currentThread());
            return ScsiResponse.good();
          }
        });
    TestCmd read = read(lun);
    attach(lun).execute(read);
    assertEquals(ScsiResponse.good(), read.response());
    assertTrue(made.contains(ranOn.get()), ranOn.get() + " of " + made);
    assertTrue(ranOn.get().getName().startsWith("sluice-io-"), ranOn.get().getName());
  }

  @Test
  void shouldTellInOneLineWhatIsWrongWithACommand() {
    TestShell.CommandFailed unknown =
        assertThrows(TestShell.CommandFailed.class, () -> shell.execute("lun:info nodisk"));
    assertEquals("There is no LUN 'nodisk'. See lun:list", unknown.getMessage());
    TestShell.CommandFailed missing =
        assertThrows(TestShell.CommandFailed.class, () -> shell.execute("lun:remove"));
    assertTrue(missing.getMessage().contains("lun:remove NAME"), missing.getMessage());
  }
}
