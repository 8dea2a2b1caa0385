package io.sluice.gateway.internal.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.internal.deploy.BundleView.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens in the folder, and what follows from it. */
class DeployerTest {
  private static final String NAME = "com.acme.backend";

  @TempDir private Path base;
  private Bench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench(base);
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
  }

  private static TestJar version(String version) {
    return TestJar.of(NAME, version);
  }

  private void restart() throws Exception {
    bench.close();
    bench = new Bench(base);
  }

  @Test
  void shouldPutAJarIntoServiceWhenItHasSettled() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.deployer.pass();
    assertEquals(List.of(), bench.active(NAME), "seen once");
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertEquals(State.DEPLOYED, bench.view("x.jar").state());
    assertTrue(Files.readString(bench.jar("x.jar.deployed")).startsWith(NAME + " 1.0.0 sha256 "));
    assertEquals(Set.of(), bench.takeover.staged);
  }

  @Test
  void shouldTakeNoNoticeOfNamesOfUnfinishedCopies() throws Exception {
    for (String name : List.of(".x.jar", "x.jar.part", "x.jar.tmp", "x.jar.filepart", "x.jar~")) {
      Files.write(bench.jar(name), version("1.0.0").bytes());
    }
    bench.settle();
    assertEquals(List.of(), bench.reports.views());
    assertEquals(List.of(), bench.active(NAME));
  }

  @Test
  void shouldTellOfAFolderWithTheNameOfAJar() throws Exception {
    Files.createDirectory(bench.jar("folder.jar"));
    bench.settle();
    assertEquals(State.FAILED, bench.view("folder.jar").state());
    assertEquals("it is a folder, and no file", bench.view("folder.jar").note());
  }

  @Test
  void shouldWaitForTheRestOfACopyThatStalls() throws Exception {
    byte[] whole = version("1.0.0").bytes();
    Files.write(bench.jar("x.jar"), Arrays.copyOf(whole, whole.length - 30));
    bench.settle();
    assertEquals(State.SETTLING, bench.view("x.jar").state());
    Files.write(bench.jar("x.jar"), whole);
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertFalse(Files.exists(bench.jar("x.jar.failed")));
  }

  @Test
  void shouldTellOfAJarThatNeverBecomesWhole() throws Exception {
    byte[] whole = version("1.0.0").bytes();
    Files.write(bench.jar("x.jar"), Arrays.copyOf(whole, whole.length - 30));
    bench.loseThePatience();
    assertTrue(bench.failure("x.jar").contains("it is no whole jar"), bench.failure("x.jar"));
  }

  @Test
  void shouldNoticeDamageInTheMiddleOfAJar() throws Exception {
    byte[] bytes = version("1.0.0").saying("some words that are packed".repeat(50)).bytes();
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 16, (byte) 0);
    Files.write(bench.jar("x.jar"), bytes);
    bench.loseThePatience();
    assertTrue(bench.failure("x.jar").contains("it is no whole jar"), bench.failure("x.jar"));
  }

  @Test
  void shouldUpgradeWhileTheOldVersionServes() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.takeover.duringPromotion =
        () -> assertEquals(List.of("1.0.0", "1.1.0"), bench.active(NAME));
    version("1.1.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME));
    assertEquals(1, bench.installed(NAME));
    assertEquals(List.of("promote 1.0.0", "promote 1.0.0 1.1.0"), bench.takeover.events);
    assertEquals("1.0.0", bench.view("x.jar").previous());
    assertEquals(Set.of(), bench.takeover.staged);
  }

  @Test
  void shouldUpgradeWhenTheNewVersionComesUnderAnotherName() throws Exception {
    version("1.0.0").moveTo(bench.jar("x-1.0.jar"));
    bench.settle();
    Files.delete(bench.jar("x-1.0.jar"));
    version("1.1.0").moveTo(bench.jar("x-1.1.jar"));
    bench.settle();
    assertEquals(List.of("promote 1.0.0", "promote 1.0.0 1.1.0"), bench.takeover.events);
    assertFalse(Files.exists(bench.jar("x-1.0.jar.deployed")));
    assertTrue(Files.exists(bench.jar("x-1.1.jar.deployed")));
  }

  @Test
  void shouldKeepTheOldVersionWhenALogicalUnitCannotGoOver() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.takeover.refusing.add("1.1.0");
    version("1.1.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertEquals(1, bench.installed(NAME));
    assertTrue(bench.failure("x.jar").contains("4096 bytes a block, and was 512"));
    assertEquals(State.KEPT, bench.reports.views().get(0).state());
    bench.settle();
    assertEquals(2, bench.takeover.events.size(), "no second attempt");
  }

  @Test
  void shouldTryAgainAJarThatIsTouched() throws Exception {
    bench.takeover.refusing.add("1.0.0");
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.takeover.refusing.clear();
    Files.setLastModifiedTime(
        bench.jar("x.jar"), java.nio.file.attribute.FileTime.fromMillis(1_000_000));
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertFalse(Files.exists(bench.jar("x.jar.failed")));
  }

  @Test
  void shouldLeaveTheRunningVersionAloneWhenItsFileIsOverwrittenByADamagedOne() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    Files.write(bench.jar("x.jar"), Arrays.copyOf(version("1.1.0").bytes(), 100));
    bench.loseThePatience();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertTrue(bench.failure("x.jar").contains("no whole jar"));
    version("1.1.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME));
  }

  @Test
  void shouldRefuseALowerVersion() throws Exception {
    version("1.1.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME));
    assertTrue(bench.failure("x.jar").contains("1.0.0 is lower than"), bench.failure("x.jar"));
  }

  @Test
  void shouldTakeALowerVersionWhereThatIsAllowed() throws Exception {
    version("1.1.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.deployer.use(
        new DeployerSettings(
            java.time.Duration.ofMillis(500),
            Bench.START_BOUND,
            true,
            3,
            java.time.Duration.ofMinutes(1)));
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
  }

  @Test
  void shouldRefuseOtherContentUnderTheSameVersion() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    version("1.0.0").saying("changed").moveTo(bench.jar("x.jar"));
    bench.settle();
    assertEquals(1, bench.takeover.events.size());
    assertTrue(bench.failure("x.jar").contains("needs a higher version"), bench.failure("x.jar"));
  }

  @Test
  void shouldReplaceASnapshotByItsNextBuild() throws Exception {
    version("1.0.0.SNAPSHOT").moveTo(bench.jar("x.jar"));
    bench.settle();
    version("1.0.0.SNAPSHOT").saying("changed").moveTo(bench.jar("x.jar"));
    bench.settle();
    assertEquals(2, bench.takeover.events.size());
    assertEquals(1, bench.installed(NAME));
  }

  @Test
  void shouldDoNothingWhenTheSameJarIsPutThereAgain() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    Files.move(bench.jar("x.jar"), bench.jar("y.jar"));
    bench.settle();
    assertEquals(1, bench.takeover.events.size());
    assertEquals("y.jar", bench.reports.views().get(0).file());
    assertTrue(Files.exists(bench.jar("y.jar.deployed")));
    assertFalse(Files.exists(bench.jar("x.jar.deployed")));
  }

  @Test
  void shouldUseTheHighestOfTwoAndReportTheOther() throws Exception {
    version("1.0.0").moveTo(bench.jar("a.jar"));
    version("1.1.0").moveTo(bench.jar("b.jar"));
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME));
    assertTrue(bench.failure("a.jar").contains("b.jar has a higher version of this bundle, 1.1.0"));
    assertEquals(State.SUPERSEDED, bench.view("a.jar").state());
  }

  @Test
  void shouldUseTheNextHighestWhenTheHighestDoesNotWork() throws Exception {
    bench.takeover.refusing.add("1.1.0");
    version("1.0.0").moveTo(bench.jar("a.jar"));
    version("1.1.0").moveTo(bench.jar("b.jar"));
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertTrue(Files.exists(bench.jar("b.jar.failed")));
    assertTrue(Files.exists(bench.jar("a.jar.deployed")));
  }

  @Test
  void shouldRemoveABundleThatNobodyUsesWithItsFile() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    Files.delete(bench.jar("x.jar"));
    bench.settle();
    assertEquals(0, bench.installed(NAME));
    assertEquals(List.of(), bench.reports.views());
    assertFalse(Files.exists(bench.jar("x.jar.deployed")));
  }

  @Test
  void shouldKeepABundleInUseWhoseFileIsGoneUntilItIsFree() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.takeover.lunsOf.put(NAME, Set.of("disk0"));
    Files.delete(bench.jar("x.jar"));
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertTrue(bench.failure("x.jar").contains("since LUN disk0 uses it"));
    assertEquals(State.KEPT, bench.view("x.jar").state());
    bench.takeover.lunsOf.clear();
    bench.settle();
    assertEquals(0, bench.installed(NAME));
    assertFalse(Files.exists(bench.jar("x.jar.failed")));
  }

  @Test
  void shouldRefuseAJarThatOthersMayWrite() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    Files.setPosixFilePermissions(bench.jar("x.jar"), PosixFilePermissions.fromString("rw-rw-r--"));
    bench.settle();
    assertEquals(List.of(), bench.active(NAME));
    assertTrue(bench.failure("x.jar").contains("chmod go-w"));
    Files.setPosixFilePermissions(bench.jar("x.jar"), PosixFilePermissions.fromString("rw-r--r--"));
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
  }

  @Test
  void shouldTakeNoNoticeOfAFolderThatOthersMayWrite() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    Files.setPosixFilePermissions(bench.bundles, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.delete(bench.jar("x.jar"));
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertTrue(bench.reports.folderProblem().contains("chmod go-w"));
    Files.setPosixFilePermissions(bench.bundles, PosixFilePermissions.fromString("rwxr-xr-x"));
    bench.settle();
    assertEquals(List.of(), bench.active(NAME));
    assertEquals("", bench.reports.folderProblem());
  }

  @Test
  void shouldKeepEverythingWhenTheFolderVanishes() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    Files.move(bench.bundles, base.resolve("elsewhere"));
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertTrue(bench.reports.folderProblem().contains("can't be used"));
  }

  @Test
  void shouldFollowAllowListsWhereThereIsOne() throws Exception {
    Path list = Files.writeString(base.resolve("bundles.sha256"), "# none yet\n");
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    String failure = bench.failure("x.jar");
    assertTrue(failure.contains("does not allow it: sha256 "), failure);
    String sha256 = failure.substring(failure.lastIndexOf("sha256 ") + 7).strip();
    Files.writeString(list, sha256 + "  x.jar\n");
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
  }

  @Test
  void shouldStartWhatIsInTheFolderAndNothingElse() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    TestJar.of("com.acme.other", "1.0.0").moveTo(bench.jar("y.jar"));
    bench.settle();
    bench.close();
    Files.delete(bench.jar("y.jar"));
    version("1.1.0").moveTo(bench.jar("x.jar"));
    bench = new Bench(base);
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME));
    assertEquals(0, bench.installed("com.acme.other"));
    assertFalse(Files.exists(bench.jar("y.jar.deployed")));
  }

  @Test
  void shouldStartTheLastGoodVersionWhereTheJarWasDamagedMeanwhile() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    TestJar.of("com.acme.other", "1.0.0").moveTo(bench.jar("y.jar"));
    bench.settle();
    bench.close();
    Files.writeString(bench.jar("x.jar"), "no jar at all");
    bench = new Bench(base);
    bench.loseThePatience();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertEquals(List.of("1.0.0"), bench.active("com.acme.other"));
    assertTrue(bench.failure("x.jar").contains("no whole jar"));
    assertEquals(State.KEPT, bench.reports.views().get(0).state());
  }

  @Test
  void shouldStartTheLastGoodVersionWhereTheNewOneDoesNotWork() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.close();
    version("1.1.0")
        .activatedBy(io.sluice.gateway.internal.deploy.jar.ThrowingActivator.class)
        .moveTo(bench.jar("x.jar"));
    bench = new Bench(base);
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertTrue(bench.failure("x.jar").contains("no licence"));
  }

  @Test
  void shouldStartWithADamagedRecord() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.close();
    Files.writeString(base.resolve("kept").resolve(NAME + ".properties"), "current.file=x\\u00");
    bench = new Bench(base);
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
  }

  @Test
  void shouldKeepCopiesOfNothingButWhatRunsAndWhatRanBefore() throws Exception {
    for (int i = 0; i < 5; i++) {
      version("1." + i + ".0").moveTo(bench.jar("x.jar"));
      bench.settle();
    }
    assertEquals(2, copies());
    Files.delete(bench.jar("x.jar"));
    bench.settle();
    bench.settle();
    assertEquals(0, copies());
  }

  private long copies() throws IOException {
    try (var files = Files.list(base.resolve("kept"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).count();
    }
  }

  @Test
  void shouldStartFromCleanWhereTheFrameworkKeptItsCache() throws Exception {
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    restart();
    bench.settle();
    assertEquals(1, bench.installed(NAME));
    assertEquals(List.of("1.0.0"), bench.active(NAME));
  }

  @Test
  void shouldGoBackFromAVersionThatMakesErrorsInServiceAndTakeItNoMore() throws Exception {
    bench.takeover.lunsOf.put(NAME, Set.of("disk0"));
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    version("1.1.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.takeover.errors.put("disk0", 2L);
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME), "two are not enough");
    bench.takeover.errors.put("disk0", 3L);
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertEquals(1, bench.installed(NAME));
    assertTrue(
        bench.failure("x.jar").startsWith("LUN disk0 had 3 errors more than before, within "),
        bench.failure("x.jar"));
    assertEquals(State.KEPT, bench.reports.views().get(0).state());
    assertEquals(State.FAILED, bench.view("x.jar").state());
    bench.settle();
    assertEquals(
        List.of("promote 1.0.0", "promote 1.0.0 1.1.0", "promote 1.1.0 1.0.0"),
        bench.takeover.events,
        "back, and no further");
  }

  @Test
  void shouldNotTakeAVersionThatFailedInServiceAfterARestartUntilItIsTouched() throws Exception {
    bench.takeover.lunsOf.put(NAME, Set.of("disk0"));
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    version("1.1.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.takeover.errors.put("disk0", 3L);
    bench.settle();
    bench.close();
    bench = new Bench(bench.base);
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertTrue(bench.failure("x.jar").contains("3 errors"), bench.failure("x.jar"));
    Files.setLastModifiedTime(bench.jar("x.jar"), FileTime.fromMillis(1_000));
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME));
  }

  @Test
  void shouldGoBackFromAVersionThatHangs() throws Exception {
    bench.takeover.lunsOf.put(NAME, Set.of("disk0"));
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    version("1.1.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME));
    bench.takeover.slow.put("disk0", 1L);
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertTrue(
        bench.failure("x.jar").startsWith("LUN disk0 had 1 commands without an answer"),
        bench.failure("x.jar"));
  }

  @Test
  void shouldGoBackOnceWhatHangsHasComeBackOrWithTheNextStart() throws Exception {
    bench.takeover.lunsOf.put(NAME, Set.of("disk0"));
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    version("1.1.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.takeover.slow.put("disk0", 1L);
    bench.takeover.refusing.add("1.0.0");
    bench.takeover.duringPromotion = () -> bench.takeover.stuck.add("disk0");
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME), "it can't be left");
    int tried = bench.takeover.events.size();
    bench.settle();
    assertEquals(tried, bench.takeover.events.size(), "nor is it tried meanwhile");
    bench.takeover.duringPromotion = () -> {};
    bench.takeover.refusing.clear();
    bench.takeover.stuck.clear();
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
  }

  @Test
  void shouldStartWithTheGoodVersionWhereTheOneThatHangsCouldNotBeLeft() throws Exception {
    bench.takeover.lunsOf.put(NAME, Set.of("disk0"));
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    version("1.1.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.takeover.slow.put("disk0", 1L);
    bench.takeover.refusing.add("1.0.0");
    bench.settle();
    bench.close();
    bench = new Bench(bench.base);
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertTrue(bench.failure("x.jar").contains("without an answer"), bench.failure("x.jar"));
  }

  @Test
  void shouldStayWithANewVersionWhoseErrorsTheOlderOneCannotHelp() throws Exception {
    bench.takeover.lunsOf.put(NAME, Set.of("disk0"));
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    version("1.1.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.takeover.refusing.add("1.0.0");
    bench.takeover.errors.put("disk0", 3L);
    bench.settle();
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME));
    assertEquals(5, bench.takeover.events.size(), "three attempts");
    assertEquals(State.DEPLOYED, bench.view("x.jar").state());
  }
}
