package io.sluice.gateway.internal.deploy;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sluice.gateway.internal.deploy.BundleView.State;
import io.sluice.gateway.internal.deploy.jar.HangingActivator;
import io.sluice.gateway.internal.deploy.jar.StopHangingActivator;
import io.sluice.gateway.internal.deploy.jar.ThrowingActivator;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Jars of every bad kind, beside a good one that goes on. */
class RefusedJarsTest {
  private static final String NAME = "com.acme.backend";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path base;
  private Bench bench;

  @BeforeEach
  void start() throws Exception {
    bench = new Bench(base);
    version("1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
  }

  @AfterEach
  void stop() throws Exception {
    System.setProperty(HangingActivator.END, "true");
    bench.close();
    System.clearProperty(HangingActivator.END);
  }

  private static TestJar version(String version) {
    return TestJar.of(NAME, version);
  }

  static Stream<Arguments> refusedJars() {
    TestJar next = version("1.1.0");
    return Stream.of(
        arguments(version("1.1.0").without("Bundle-SymbolicName"), "names no Bundle-SymbolicName"),
        arguments(version("1.1.0").without("Bundle-Version"), "names no Bundle-Version"),
        arguments(version("one"), "Bundle-Version is none: one"),
        arguments(TestJar.of("../evil", "1.0.0"), "Bundle-SymbolicName is none: ../evil"),
        arguments(TestJar.withoutHeaders(), "it is no bundle"),
        arguments(
            version("1.1.0").activatedBy(ThrowingActivator.class),
            "it can't be started: java.lang.IllegalStateException: no licence"),
        arguments(
            next.with("Import-Package", "com.acme.nowhere;version=\"[2,3)\""),
            "it needs what is not here: package (&(com.acme.nowhere)(version>=2.0.0)"),
        arguments(
            version("1.1.0").with("Import-Package", "com.acme,com.acme"),
            "the framework does not take it"),
        arguments(
            version("1.1.0")
                .with("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\""),
            "it needs what is not here: osgi.ee"),
        arguments(
            version("1.1.0").with("Export-Package", "org.osgi.framework;version=\"1.10\""),
            "it exports org.osgi.framework, which is org.apache.felix.framework's"),
        arguments(
            TestJar.of("org.apache.felix.framework", "9.0.0"), "is a bundle of the gateway itself"),
        arguments(
            version("1.1.0").with("Bundle-SymbolicName", NAME + ";singleton:=true"),
            "it is a singleton"),
        arguments(
            version("1.1.0")
                .without("Bundle-Activator")
                .with("Fragment-Host", "org.apache.felix.framework"),
            "it is a fragment"));
  }

  @ParameterizedTest
  @MethodSource("refusedJars")
  void shouldSayWhyAndLetTheRunningVersionServe(TestJar jar, String why) throws Exception {
    jar.moveTo(bench.jar("y.jar"));
    bench.settle();
    assertTrue(bench.failure("y.jar").contains(why), bench.failure("y.jar"));
    assertEquals(State.FAILED, bench.view("y.jar").state());
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertEquals(1, bench.installed(NAME));
    assertEquals(1, bench.takeover.events.size());
    assertTrue(Files.exists(bench.jar("x.jar.deployed")));
  }

  @Test
  void shouldLeaveBehindAJarThatHangsInItsStart() throws Exception {
    version("1.1.0").activatedBy(HangingActivator.class).moveTo(bench.jar("y.jar"));
    TestJar.of("com.acme.other", "1.0.0").moveTo(bench.jar("z.jar"));
    bench.settle();
    String why = bench.failure("y.jar");
    assertTrue(why.contains("its start has not come back after 2 s (in "), why);
    assertTrue(why.contains("only a restart of the gateway"), why);
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertEquals(List.of("1.0.0"), bench.active("com.acme.other"));

    version("1.2.0").moveTo(bench.jar("y.jar"));
    bench.settle();
    assertEquals(List.of("1.2.0"), bench.active(NAME), "another one is taken all the same");

    System.setProperty(HangingActivator.END, "true");
    await().atMost(PATIENCE).until(() -> bench.installed(NAME) == 1);
  }

  @Test
  void shouldUpgradeABundleThatHangsInItsStop() throws Exception {
    version("1.1.0").activatedBy(StopHangingActivator.class).moveTo(bench.jar("x.jar"));
    bench.settle();
    version("1.2.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    assertEquals(List.of("1.2.0"), bench.active(NAME));
    assertEquals(State.DEPLOYED, bench.view("x.jar").state());
  }

  @Test
  void shouldTryAgainWhenWhatWasMissingComes() throws Exception {
    version("1.1.0").importing("com.acme.library").moveTo(bench.jar("y.jar"));
    bench.settle();
    assertTrue(Files.exists(bench.jar("y.jar.failed")));
    library("1.0.0").moveTo(bench.jar("library.jar"));
    bench.settle();
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME));
    assertFalse(Files.exists(bench.jar("y.jar.failed")));
  }

  private static TestJar library(String version) {
    return TestJar.of("com.acme.library", version)
        .with("Export-Package", "com.acme.library;version=\"" + version + "\"");
  }

  @Test
  void shouldNotTryForEver() throws Exception {
    version("1.1.0").importing("com.acme.nowhere").moveTo(bench.jar("y.jar"));
    for (int i = 0; i < 10; i++) {
      TestJar.of("com.acme.other", "1." + i + ".0").moveTo(bench.jar("z.jar"));
      bench.settle();
    }
    assertTrue(bench.failure("y.jar").contains("com.acme.nowhere"));
    long bundle = TestJars.highestId(bench.framework);
    TestJar.of("com.acme.other", "2.0.0").moveTo(bench.jar("z.jar"));
    bench.settle();
    assertEquals(bundle + 1, TestJars.highestId(bench.framework), "the other alone is installed");
  }

  @Test
  void shouldTakeJarsThatNeedOneAnotherTogether() throws Exception {
    version("1.1.0").importing("com.acme.library").moveTo(bench.jar("a.jar"));
    library("1.0.0").moveTo(bench.jar("library.jar"));
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME));
    assertEquals(List.of("1.0.0"), bench.active("com.acme.library"));
    assertFalse(Files.exists(bench.jar("a.jar.failed")));
  }

  @Test
  void shouldRefuseAJarThatNeedsOneThatFailsWithIt() throws Exception {
    version("1.1.0").importing("com.acme.library").moveTo(bench.jar("a.jar"));
    library("1.0.0").activatedBy(ThrowingActivator.class).moveTo(bench.jar("library.jar"));
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertTrue(bench.failure("a.jar").contains("uses another jar"), bench.failure("a.jar"));
    assertTrue(bench.failure("library.jar").contains("no licence"));
  }

  @Test
  void shouldRestartNobodyWhenALibraryIsUpdated() throws Exception {
    version("1.1.0").importing("com.acme.library").moveTo(bench.jar("x.jar"));
    library("1.0.0").moveTo(bench.jar("library.jar"));
    bench.settle();
    TestJars.Events events = TestJars.eventsOf(bench.framework, NAME);
    library("1.1.0").moveTo(bench.jar("library.jar"));
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active("com.acme.library"));
    assertEquals(List.of(), events.seen());
    version("1.2.0").importing("com.acme.library").moveTo(bench.jar("x.jar"));
    bench.settle();
    assertEquals(List.of("1.2.0"), bench.active(NAME));
    assertEquals(1, bench.installed("com.acme.library"));
  }

  @Test
  void shouldOpenNothingButRegularFiles() throws Exception {
    Process made = new ProcessBuilder("mkfifo", bench.jar("fifo.jar").toString()).start();
    assertEquals(0, made.waitFor());
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(bench.jar("socket.jar")));
      version("1.1.0").moveTo(bench.jar("x.jar"));
      bench.settle();
      assertTrue(bench.failure("fifo.jar").contains("it is no regular file"));
      assertTrue(bench.failure("socket.jar").contains("it is no regular file"));
      assertEquals(List.of("1.1.0"), bench.active(NAME), "others are taken all the same");
    }
  }

  @Test
  void shouldReadNoManifestThatIsTooLong() throws Exception {
    TestJar jar = version("1.1.0");
    for (int header = 0; header < 50_000; header++) {
      jar.with("Header-" + header, "a-value");
    }
    jar.moveTo(bench.jar("y.jar"));
    bench.settle();
    assertTrue(bench.failure("y.jar").contains("its manifest is longer than 1048576 bytes"));
    assertEquals(List.of("1.0.0"), bench.active(NAME));
  }

  @Test
  void shouldReadNoTableOfEntriesThatIsTooLong() throws Exception {
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(bench.jar("y.jar")), new Manifest())) {
      for (int entry = 0; entry <= JarBounds.ENTRIES; entry++) {
        jar.putNextEntry(new ZipEntry(Integer.toString(entry)));
      }
    }
    bench.settle();
    assertTrue(bench.failure("y.jar").contains("it has too many entries: 50002"));
    assertEquals(List.of("1.0.0"), bench.active(NAME));
  }

  @Test
  void shouldUnpackNoMoreThanItsBound() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            return length;
          }
        };
    DeployProblem problem =
        assertThrows(
            DeployProblem.class,
            () ->
                new JarBounds()
                    .unpack(new ZipEntry("x"), endless, OutputStream.nullOutputStream()));
    assertTrue(problem.getMessage().contains("longer than 1 GiB"), problem.getMessage());
  }

  /** As a gateway leaves things that dies while it puts a jar into service. */
  private void dieOf(String jar) throws Exception {
    BundleJar content = new JarCopies(base.resolve("kept")).copy(bench.jar(jar));
    bench.close();
    new DeadlyJars(base.resolve("kept")).begin(content);
    bench = new Bench(base);
    bench.settle();
  }

  @Test
  void shouldNotTryAgainWhatTheGatewayDiedOfUntilAPersonWantsIt() throws Exception {
    version("1.1.0").importing("com.acme.nowhere").moveTo(bench.jar("y.jar"));
    bench.settle();
    version("1.2.0").moveTo(bench.jar("y.jar"));
    dieOf("y.jar");
    assertTrue(bench.failure("y.jar").contains("the gateway died while it was being put"));
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    bench.close();
    bench = new Bench(base);
    bench.settle();
    assertEquals(List.of("1.0.0"), bench.active(NAME), "nor at the start after the next");
    Files.setLastModifiedTime(bench.jar("y.jar"), FileTime.fromMillis(1_000_000));
    bench.settle();
    assertEquals(List.of("1.2.0"), bench.active(NAME));
  }

  @Test
  void shouldTryAJarThatWasInServiceAgainTwice() throws Exception {
    dieOf("x.jar");
    assertEquals(List.of("1.0.0"), bench.active(NAME), "a kill is not its fault");
    dieOf("x.jar");
    assertEquals(List.of("1.0.0"), bench.active(NAME), "what went well is forgotten");
    bench.close();
    for (int death = 0; death < 3; death++) {
      Path kept = base.resolve("kept");
      new DeadlyJars(kept).begin(new JarCopies(kept).copy(bench.jar("x.jar")));
    }
    bench = new Bench(base);
    bench.settle();
    assertEquals(List.of(), bench.active(NAME));
    assertTrue(bench.failure("x.jar").contains("3 times"), bench.failure("x.jar"));
    bench.deploy(version("1.0.0"), "x.jar");
    assertEquals(List.of("1.0.0"), bench.active(NAME), "a person wants it");
  }
}
