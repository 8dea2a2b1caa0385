package io.sluice.gateway.osgi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.osgi.jar.HangingBackend;
import io.sluice.gateway.osgi.shared.SharedDisks;
import java.io.File;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;

/** Backends dropped into the folder of a real gateway, with a disk on them under I/O. */
class BundlesIT {
  private static final int BLOCKS = 2048;

  @TempDir private Path folder;
  private TestGateway gateway;
  private TestShell shell;

  @BeforeEach
  void start() throws Exception {
    begin();
    gateway.configure("io.sluice.bundles.cfg", "pollMilliseconds = 50", "startSeconds = 3");
    gateway.configure("io.sluice.example.lba-lba0.cfg", "size = 1M");
    gateway.configure("io.sluice.lun-lba0.cfg", "threads = 2");
  }

  private void begin() throws Exception {
    gateway = new TestGateway(folder);
    shell = gateway.shell();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private Path jar(String name) {
    return gateway.bundles().resolve(name);
  }

  /** Waits until a version serves the disk. */
  private LogicalUnit awaitServing(String version) {
    LogicalUnit lun = gateway.lun("lba0");
    shell.awaitText("lun:info lba0", "(lba " + version + ", service ", "), bound");
    return lun;
  }

  private void awaitFile(String name) {
    await().atMost(TestGateway.PATIENCE).until(() -> Files.exists(jar(name)));
  }

  private void awaitNoFile(String name) {
    await().atMost(TestGateway.PATIENCE).until(() -> !Files.exists(jar(name)));
  }

  private List<Bundle> installed() {
    return installed(LbaJar.NAME);
  }

  private List<Bundle> installed(String symbolicName) {
    return gateway.installed().stream()
        .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
        .toList();
  }

  private void awaitOne() {
    await().atMost(TestGateway.PATIENCE).until(() -> installed().size() == 1);
  }

  @Test
  void shouldUpgradeUnderIoAndRestartNoOtherBundle() throws Exception {
    LbaJar.of("1.0.0").moveTo(jar("lba.jar"));
    LogicalUnit lun = awaitServing("1.0.0");
    Set<String> others = new ConcurrentSkipListSet<>();
    SynchronousBundleListener listener =
        event -> {
          if (!LbaJar.NAME.equals(event.getBundle().getSymbolicName())) {
            others.add(event.getBundle() + " " + event.getType());
          }
        };
    gateway.addListener(listener);
    try (LbaReader reader = new LbaReader(lun, BLOCKS)) {
      for (int i = 1; i <= 10; i++) {
        LbaJar.of("1." + i + ".0").moveTo(jar("lba.jar"));
        awaitServing("1." + i + ".0");
      }
      awaitOne();
      assertTrue(reader.stop() > 0);
    }
    assertEquals(Set.of(), others);
    assertEquals("1.10.0", installed().get(0).getVersion().toString());
  }

  @Test
  void shouldServeOnFromTheOldVersionWhenTheNewOneIsNoGood() throws Exception {
    LbaJar.of("1.0.0").moveTo(jar("lba.jar"));
    LogicalUnit lun = awaitServing("1.0.0");
    try (LbaReader reader = new LbaReader(lun, BLOCKS)) {
      LbaJar.of("1.1.0").withoutClass().moveTo(jar("lba.jar"));
      awaitFile("lba.jar.failed");
      assertTrue(
          Files.readString(jar("lba.jar.failed")).contains("io.sluice.example.lba.Missing"),
          Files.readString(jar("lba.jar.failed")));
      LbaJar.of("1.1.1").withWrongClass().moveTo(jar("lba.jar"));
      await()
          .atMost(TestGateway.PATIENCE)
          .until(
              () ->
                  Files.readString(jar("lba.jar.failed"))
                      .contains("its component io.sluice.example.lba.LbaVolume failed: "));
      LbaJar.of("1.2.0").withoutHandlers().moveTo(jar("lba.jar"));
      await()
          .atMost(TestGateway.PATIENCE)
          .until(
              () ->
                  Files.readString(jar("lba.jar.failed"))
                      .contains("it offers no handler 'lba0', which is in use, after 3 s"));
      awaitServing("1.0.0");
      awaitOne();
      LbaJar.of("1.3.0").moveTo(jar("lba.jar"));
      awaitServing("1.3.0");
      reader.stop();
    }
    awaitNoFile("lba.jar.failed");
  }

  @Test
  void shouldLoseNoCommandWhateverIsDoneToTheFolder() throws Exception {
    LbaJar.of("1.0.0").moveTo(jar("lba.jar"));
    LogicalUnit lun = awaitServing("1.0.0");
    Random random = new Random(4);
    try (LbaReader reader = new LbaReader(lun, BLOCKS)) {
      for (int i = 1; i <= 40; i++) {
        byte[] bytes = LbaJar.of("1." + i + ".0").bytes();
        switch (random.nextInt(6)) {
          case 0 -> LbaJar.of("1." + i + ".0").moveTo(jar("lba.jar"));
          case 1 -> Files.write(jar("lba.jar"), Arrays.copyOf(bytes, random.nextInt(bytes.length)));
          case 2 -> Files.write(jar("lba.jar"), bytes); // in place, under the eyes of the deployer
          case 3 -> Files.deleteIfExists(jar("lba.jar"));
          case 4 -> LbaJar.of("1." + i + ".0").withoutClass().moveTo(jar("lba.jar"));
          default -> LbaJar.of("0.9." + i).moveTo(jar("lba.jar"));
        }
        await().pollDelay(Duration.ofMillis(random.nextInt(200))).until(() -> true);
      }
      LbaJar.of("2.0.0").moveTo(jar("lba.jar"));
      awaitServing("2.0.0");
      awaitOne();
      assertTrue(reader.stop() > 0);
    }
  }

  @Test
  void shouldLoseNoWriteOverManyVersions() throws Exception {
    SharedDisks.clear();
    gateway.configure("com.acme.heap-heap0.cfg", "");
    gateway.configure("io.sluice.lun-heap0.cfg", "threads = 2");
    new HeapJar("com.acme.heap", "1.0.0").moveTo(jar("heap.jar"));
    LogicalUnit lun = gateway.lun("heap0");
    shell.awaitText("lun:info heap0", "(heap 1.0.0, service ");
    try (VerifyingInitiator initiator = new VerifyingInitiator(lun, SharedDisks.BLOCKS)) {
      for (int i = 1; i <= 20; i++) {
        new HeapJar("com.acme.heap", "1." + i + ".0").moveTo(jar("heap.jar"));
        shell.awaitText("lun:info heap0", "(heap 1." + i + ".0, service ");
      }
      assertTrue(initiator.stop() > 0);
    }
  }

  @Test
  void shouldServeOnBesideAJarThatHangs() throws Exception {
    SharedDisks.clear();
    gateway.configure("com.acme.heap-heap0.cfg", "");
    gateway.configure("io.sluice.lun-heap0.cfg", "threads = 2");
    new HeapJar("com.acme.heap", "1.0.0").moveTo(jar("heap.jar"));
    LogicalUnit lun = gateway.lun("heap0");
    shell.awaitText("lun:info heap0", "(heap 1.0.0, service ");
    try (VerifyingInitiator initiator = new VerifyingInitiator(lun, SharedDisks.BLOCKS)) {
      new HeapJar("com.acme.heap", "1.1.0").hanging().moveTo(jar("heap.jar"));
      shell.awaitText("bundle:status", "its start has not come back after 3 s (in ");
      shell.awaitText("lun:info heap0", "(heap 1.0.0, service ");

      LbaJar.of("1.0.0").moveTo(jar("lba.jar"));
      awaitServing("1.0.0");
      new HeapJar("com.acme.heap", "1.2.0").moveTo(jar("heap.jar"));
      shell.awaitText("lun:info heap0", "(heap 1.2.0, service ");
      assertTrue(initiator.stop() > 0);
    } finally {
      System.setProperty(HangingBackend.END, "true");
    }
    await().atMost(TestGateway.PATIENCE).until(() -> installed("com.acme.heap").size() == 1);
    System.clearProperty(HangingBackend.END);
  }

  /** All files are taken up on one thread, which it keeps. */
  @Test
  void shouldTellOfAComponentThatHangsForAFileAndTakeUpTheOthersWhenItIsBack() throws Exception {
    new HeapJar("com.acme.heap", "1.0.0").hanging().moveTo(jar("heap.jar"));
    shell.awaitText("bundle:status", "com.acme.heap  1.0.0");
    try {
      gateway.configure("com.acme.heap-heap0.cfg", "");
      shell.awaitText("handler:list", "HELD UP: the component " + HangingBackend.class.getName());
      shell.awaitText("handler:list", " of the bundle com.acme.heap 1.0.0 does not come back");
      shell.awaitText("gateway:problems", "com.acme.heap 1.0.0 does not come back from its");
      gateway.configure("io.sluice.lun-later.cfg", "threads = 2");
      shell.awaitText("lun:why later", "does not come back from its activation (in ");
    } finally {
      System.setProperty(HangingBackend.END, "true");
    }
    gateway.lun("later");
    await()
        .atMost(TestGateway.PATIENCE)
        .until(() -> !shell.execute("handler:list").contains("HELD UP"));
    System.clearProperty(HangingBackend.END);
  }

  @Test
  void shouldUpdateALayerBelowADisk() throws Exception {
    SharedDisks.clear();
    gateway.configure("com.acme.heap-base.cfg", "");
    gateway.configure("com.acme.top-top0.cfg", "below = volume:base");
    gateway.configure("io.sluice.lun-top0.cfg", "threads = 2");
    new HeapJar("com.acme.heap", "1.0.0").moveTo(jar("heap.jar"));
    new HeapJar("com.acme.top", "1.0.0").moveTo(jar("top.jar"));
    LogicalUnit lun = gateway.lun("top0");
    shell.awaitText("lun:list", "top0  SERVING");
    try (VerifyingInitiator initiator = new VerifyingInitiator(lun, SharedDisks.BLOCKS)) {
      for (int i = 1; i <= 10; i++) {
        String version = "1." + i + ".0";
        new HeapJar("com.acme.heap", version).moveTo(jar("heap.jar"));
        shell.awaitText("bundle:status", "com.acme.heap  " + version);
      }
      Files.delete(jar("heap.jar"));
      shell.awaitText("bundle:status", "since LUN top0 uses it");
      new HeapJar("com.acme.heap", "2.0.0").moveTo(jar("heap.jar"));
      shell.awaitText("bundle:status", "com.acme.heap  2.0.0");
      assertTrue(initiator.stop() > 0);
    }
    assertTrue(shell.execute("bundle:status com.acme.heap").contains("top0"));
  }

  @Test
  void shouldTakeUpTheChangedConfigurationOfALayerUnderIo() throws Exception {
    SharedDisks.clear();
    gateway.configure("com.acme.heap-base.cfg", "");
    gateway.configure("com.acme.top-top0.cfg", "below = volume:base");
    gateway.configure("io.sluice.lun-top0.cfg", "threads = 2");
    new HeapJar("com.acme.heap", "1.0.0").moveTo(jar("heap.jar"));
    new HeapJar("com.acme.top", "1.0.0").moveTo(jar("top.jar"));
    LogicalUnit lun = gateway.lun("top0");
    shell.awaitText("lun:list", "top0  SERVING");
    shell.awaitText("store:tree top0", "volume:base (writable)");
    try (VerifyingInitiator initiator = new VerifyingInitiator(lun, SharedDisks.BLOCKS)) {
      for (int i = 1; i <= 5; i++) {
        gateway.configure("com.acme.heap-base.cfg", "service.ranking = " + i);
        shell.awaitText("handler:list base", "  " + i + "  ");
        shell.awaitText("store:tree top0", "volume:base (writable)");
      }
      shell.awaitText("lun:info top0", "changed configuration of the layer base");
      assertTrue(initiator.stop() > 0);
    }
  }

  @Test
  void shouldFreeTheClassesOfOldVersions() throws Exception {
    LbaJar.of("1.0.0").moveTo(jar("lba.jar"));
    LogicalUnit lun = awaitServing("1.0.0");
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    try (LbaReader reader = new LbaReader(lun, BLOCKS)) {
      for (int i = 1; i <= 100; i++) {
        assertEquals(1, installed().size());
        loaders.add(
            new WeakReference<>(installed().get(0).adapt(BundleWiring.class).getClassLoader()));
        Path update =
            Files.write(folder.resolve("update-" + i + ".jar"), LbaJar.of("1." + i + ".0").bytes());
        shell.execute("bundle:deploy " + update);
      }
      awaitServing("1.100.0");
      reader.stop();
    }
    await()
        .atMost(TestGateway.PATIENCE)
        .untilAsserted(
            () -> {
              System.gc();
              assertEquals(0, loaders.stream().filter(loader -> loader.get() != null).count());
            });
    assertEquals(Set.of("update-100.jar", "update-100.jar.deployed"), filesInFolder());
    assertEquals(1, openCopies(), "only the jar that runs is open");
    assertEquals(
        List.of(),
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("sluice-start") || name.startsWith("sluice-stop"))
            .toList());
  }

  /** Jars of the folder of copies that this process has open, deleted ones too. */
  private long openCopies() throws Exception {
    String copies = folder.resolve("var/bundles").toString();
    List<String> open = new ArrayList<>();
    for (File descriptor : new File("/proc/self/fd").listFiles()) {
      Path link = descriptor.toPath();
      if (Files.isSymbolicLink(link)) {
        open.add(Files.readSymbolicLink(link).toString());
      }
    }
    return open.stream().filter(file -> file.startsWith(copies)).distinct().count();
  }

  private Set<String> filesInFolder() throws Exception {
    try (var files = Files.list(gateway.bundles())) {
      return new TreeSet<>(files.map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void shouldRollBackAndForthUnderIo() throws Exception {
    LbaJar.of("1.0.0").moveTo(jar("lba-1.0.jar"));
    awaitServing("1.0.0");
    LbaJar.of("1.1.0").moveTo(jar("lba-1.1.jar"));
    LogicalUnit lun = awaitServing("1.1.0");
    try (LbaReader reader = new LbaReader(lun, BLOCKS)) {
      assertEquals(
          LbaJar.NAME + " 1.0.0 is in service, in place of 1.1.0\n",
          shell.execute("bundle:rollback " + LbaJar.NAME));
      awaitServing("1.0.0");
      shell.awaitText("bundle:status", "1.1.0", "DEPLOYED");
      assertEquals(Set.of("lba-1.0.jar", "lba-1.0.jar.deployed"), filesInFolder());
      shell.execute("bundle:rollback lba-1.0.jar");
      awaitServing("1.1.0");
      reader.stop();
    }
    assertEquals(Set.of("lba-1.1.jar", "lba-1.1.jar.deployed"), filesInFolder());
  }

  @Test
  void shouldHoldTheCommandsOfADiskWhoseBackendIsRemovedByForce() throws Exception {
    LbaJar.of("1.0.0").moveTo(jar("lba.jar"));
    LogicalUnit lun = awaitServing("1.0.0");
    TestShell.CommandFailed refusal =
        assertThrows(
            TestShell.CommandFailed.class,
            () -> shell.execute("bundle:remove --yes " + LbaJar.NAME));
    assertTrue(refusal.getMessage().contains("is used by LUN lba0"), refusal.getMessage());
    try (LbaReader reader = new LbaReader(lun, BLOCKS)) {
      shell.execute("bundle:remove --force --yes " + LbaJar.NAME);
      assertEquals(List.of(), installed());
      assertFalse(Files.exists(jar("lba.jar")));
      shell.awaitText("lun:list", "HOLDING");
      LbaJar.of("1.0.0").moveTo(jar("lba.jar"));
      awaitServing("1.0.0");
      reader.stop();
    }
  }

  @Test
  void shouldKeepServingWhenTheJarOfADiskInUseIsDeleted() throws Exception {
    LbaJar.of("1.0.0").moveTo(jar("lba.jar"));
    LogicalUnit lun = awaitServing("1.0.0");
    try (LbaReader reader = new LbaReader(lun, BLOCKS)) {
      Files.delete(jar("lba.jar"));
      awaitFile("lba.jar.failed");
      shell.awaitText("bundle:status", "KEPT", "since LUN lba0 uses it");
      reader.stop();
    }
    Files.delete(gateway.etc().resolve("io.sluice.lun-lba0.cfg"));
    await().atMost(TestGateway.PATIENCE).until(() -> installed().isEmpty());
    awaitNoFile("lba.jar.failed");
  }

  @Test
  void shouldStartFromWhatIsInTheFolder() throws Exception {
    LbaJar.of("1.0.0").moveTo(jar("lba.jar"));
    awaitServing("1.0.0");
    gateway.close();
    LbaJar.of("1.1.0").moveTo(jar("lba.jar"));
    Files.writeString(jar("broken.jar"), "no jar at all");
    begin();
    awaitServing("1.1.0");
    assertEquals(1, installed().size());
    shell.awaitText("bundle:status broken.jar", "it is no whole jar");
    shell.awaitText("bundle:status --json", "\"state\": \"FAILED\"", "\"version\": \"1.1.0\"");
  }

  @Test
  void shouldTellInOneLineWhatIsWrongWithACommand() throws Exception {
    LbaJar.of("1.1.0").moveTo(jar("lba.jar"));
    awaitServing("1.1.0");
    Path older = Files.write(folder.resolve("older.jar"), LbaJar.of("1.0.0").bytes());
    assertRefused("bundle:deploy " + folder.resolve("nowhere.jar"), "nowhere.jar can't be read");
    assertRefused("bundle:deploy ftp://localhost/x.jar", "a URL of http, https or file");
    assertRefused("bundle:deploy http://localhost/x.jar", "use https, or add --sha256 HEX");
    assertRefused("bundle:deploy " + older, "1.0.0 is lower than 1.1.0, which runs");
    assertRefused("bundle:deploy --sha256 00 " + older, "its sha256 is ");
    assertRefused("bundle:rollback " + LbaJar.NAME, "there is no earlier version");
    assertRefused("bundle:rollback nobody", "there is no bundle 'nobody' here; see bundle:status");
    assertRefused("bundle:status lba.jra", "There is no bundle 'lba.jra'");
    assertRefused("bundle:remove --force " + LbaJar.NAME, "add --yes. Nothing was done");
    assertRefused("bundle:remove " + LbaJar.NAME, "add --yes. Nothing was done");
    assertRefused("bundle:remove nobody", "There is no bundle 'nobody'");
    assertEquals(
        LbaJar.NAME + " 1.0.0 is in service, in place of 1.1.0\n",
        shell.execute("bundle:deploy --allow-downgrade " + older));
    awaitServing("1.0.0");
    assertEquals(Set.of("older.jar", "older.jar.deployed"), filesInFolder());
  }

  private void assertRefused(String command, String reason) {
    TestShell.CommandFailed refusal =
        assertThrows(TestShell.CommandFailed.class, () -> shell.execute(command));
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }
}
