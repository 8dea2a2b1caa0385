package io.sluice.gateway.internal.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.internal.deploy.jar.ThrowingActivator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person orders, and what the folder looks like after it. */
class OperatorTest {
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

  private Set<String> jars() throws Exception {
    try (var files = Files.list(bench.bundles)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void shouldDeployAndPutTheJarInThePlaceOfTheOlderOne() throws Exception {
    version("1.0.0").moveTo(bench.jar("x-1.0.jar"));
    bench.settle();
    assertEquals(
        NAME + " 1.1.0 is in service, in place of 1.0.0",
        bench.deploy(version("1.1.0"), "x-1.1.jar"));
    assertEquals(Set.of("x-1.1.jar"), jars());
    bench.settle();
    assertEquals(List.of("1.1.0"), bench.active(NAME));
    assertEquals(2, bench.takeover.events.size(), "the next look finds nothing to do");
    assertTrue(Files.exists(bench.jar("x-1.1.jar.deployed")));
    assertFalse(Files.exists(bench.jar("x-1.0.jar.deployed")));
  }

  @Test
  void shouldLeaveEverythingAsItWasWhenAJarDoesNotWork() throws Exception {
    version("1.0.0").moveTo(bench.jar("x-1.0.jar"));
    bench.settle();
    DeployProblem problem =
        assertThrows(
            DeployProblem.class,
            () -> bench.deploy(version("1.1.0").activatedBy(ThrowingActivator.class), "x-1.1.jar"));
    assertTrue(problem.getMessage().contains("no licence"), problem.getMessage());
    assertEquals(Set.of("x-1.0.jar"), jars());
    assertEquals(List.of("1.0.0"), bench.active(NAME));
  }

  @Test
  void shouldNotOverwriteTheJarOfAnotherBundle() throws Exception {
    TestJar.of("com.acme.other", "1.0.0").moveTo(bench.jar("x.jar"));
    bench.settle();
    DeployProblem problem =
        assertThrows(DeployProblem.class, () -> bench.deploy(version("1.0.0"), "x.jar"));
    assertTrue(problem.getMessage().contains("is another bundle, com.acme.other 1.0.0"));
    assertEquals(List.of("1.0.0"), bench.active("com.acme.other"));
    assertEquals(0, bench.installed(NAME));
  }

  @Test
  void shouldRollBackAndForth() throws Exception {
    bench.deploy(version("1.0.0"), "a.jar");
    bench.deploy(version("1.1.0"), "b.jar");
    bench.operator.rollBack(NAME);
    assertEquals(List.of("1.0.0"), bench.active(NAME));
    assertEquals(Set.of("a.jar"), jars());
    bench.settle();
    bench.operator.rollBack("a.jar");
    assertEquals(List.of("1.1.0"), bench.active(NAME));
    assertEquals(Set.of("b.jar"), jars());
  }

  @Test
  void shouldRollBackAfterARestart() throws Exception {
    bench.deploy(version("1.0.0"), "a.jar");
    bench.deploy(version("1.1.0"), "b.jar");
    bench.close();
    bench = new Bench(base);
    bench.settle();
    bench.operator.rollBack(NAME);
    assertEquals(List.of("1.0.0"), bench.active(NAME));
  }

  @Test
  void shouldNotRollBackToADamagedCopy() throws Exception {
    bench.deploy(version("1.0.0"), "a.jar");
    bench.deploy(version("1.1.0"), "b.jar");
    try (var copies = Files.list(base.resolve("kept"))) {
      for (Path copy : copies.filter(file -> file.toString().endsWith(".jar")).toList()) {
        Files.delete(copy);
        Files.writeString(copy, "damaged");
      }
    }
    DeployProblem problem = assertThrows(DeployProblem.class, () -> bench.operator.rollBack(NAME));
    assertTrue(problem.getMessage().contains("is damaged"), problem.getMessage());
    assertEquals(List.of("1.1.0"), bench.active(NAME));
  }

  @Test
  void shouldRemoveWhatIsInUseOnlyByForce() throws Exception {
    bench.deploy(version("1.0.0"), "x.jar");
    bench.takeover.lunsOf.put(NAME, Set.of("disk0"));
    DeployProblem problem =
        assertThrows(DeployProblem.class, () -> bench.operator.remove(NAME, false));
    assertTrue(problem.getMessage().contains("used by LUN disk0"), problem.getMessage());
    bench.operator.remove(NAME, true);
    assertEquals(Set.of(), jars());
    assertEquals(0, bench.installed(NAME));
    assertTrue(bench.takeover.events.contains("detach 1.0.0"));
    bench.settle();
    assertEquals(List.of(), bench.reports.views());
  }

  @Test
  void shouldRemoveAJarThatIsNotInService() throws Exception {
    version("1.0.0").without("Bundle-Version").moveTo(bench.jar("x.jar"));
    bench.settle();
    bench.operator.remove("x.jar", false);
    assertEquals(Set.of(), jars());
    assertFalse(Files.exists(bench.jar("x.jar.failed")));
  }

  @Test
  void shouldReportAJarThatRunsAlready() throws Exception {
    bench.deploy(version("1.0.0"), "x.jar");
    assertEquals(NAME + " 1.0.0 runs already", bench.deploy(version("1.0.0"), "y.jar"));
    assertEquals(Set.of("x.jar"), jars());
  }
}
