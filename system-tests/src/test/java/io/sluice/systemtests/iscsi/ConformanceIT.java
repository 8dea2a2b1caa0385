package io.sluice.systemtests.iscsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.systemtests.Requirements;
import io.sluice.systemtests.iscsi.SuiteReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** libiscsi's conformance suites against every kind of logical unit. */
class ConformanceIT {
  private static final int MOST_EXCUSES = 8;

  @TempDir static Path folder;
  private static IscsiGateway gateway;
  private static Excuses excuses;
  private static Map<String, List<String>> tests;
  private static final Map<LunKind, KindReport> REPORTS = new EnumMap<>(LunKind.class);

  /** Runs all kinds beside one other: much of the time the tool sleeps. */
  @BeforeAll
  static void run() throws Exception {
    Requirements.check("iscsi-test-cu");
    excuses = Excuses.read();
    tests = ConformanceTool.tests();
    gateway = new IscsiGateway(folder);
    for (LunKind kind : LunKind.values()) {
      kind.configure(gateway);
    }
    gateway.start();
    ExecutorService kinds = Executors.newFixedThreadPool(LunKind.values().length);
    try {
      Map<LunKind, Future<KindReport>> running = new EnumMap<>(LunKind.class);
      for (LunKind kind : LunKind.values()) {
        running.put(kind, kinds.submit(() -> judge(kind)));
      }
      for (Map.Entry<LunKind, Future<KindReport>> report : running.entrySet()) {
        REPORTS.put(report.getKey(), report.getValue().get());
      }
    } finally {
      kinds.shutdownNow();
    }
    writeReport();
  }

  private static KindReport judge(LunKind kind) throws IOException, InterruptedException {
    kind.urls(gateway).forEach(gateway::awaitDisk);
    return KindReport.of(kind, gateway, tests);
  }

  /** For people: {@code target/iscsi-conformance.txt}. */
  private static void writeReport() throws IOException {
    StringBuilder text = new StringBuilder();
    for (KindReport report : REPORTS.values()) {
      text.append(report.lines(report.with(Outcome.FAILED, Outcome.UNTOLD, Outcome.SKIPPED)))
          .append("\n\n\n");
    }
    Files.writeString(Path.of("target/iscsi-conformance.txt"), text);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (gateway != null) {
      gateway.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldFailNoTest(LunKind kind) {
    KindReport report = REPORTS.get(kind);
    Set<String> failed = report.with(Outcome.FAILED);
    failed.removeAll(excuses.failures().keySet());
    failed.addAll(report.with(Outcome.UNTOLD));
    assertEquals(Set.of(), failed, () -> report.lines(failed));
  }

  @Test
  void shouldRunEveryTestOnSomeKind() {
    Set<String> missed = neverRun();
    missed.removeAll(excuses.skips().keySet());
    assertEquals(Set.of(), missed);
  }

  @Test
  void shouldExcuseOnlyWhatNeedsIt() {
    Set<String> needless = excuses.tests();
    needless.removeAll(neverRun());
    for (KindReport report : REPORTS.values()) {
      needless.removeAll(report.with(Outcome.FAILED));
    }
    assertEquals(Set.of(), needless, "tests in excused.txt that run and pass");
    assertTrue(excuses.tests().size() <= MOST_EXCUSES, () -> excuses.tests().toString());
  }

  private static Set<String> neverRun() {
    Set<String> missed = new TreeSet<>();
    tests.forEach((suite, names) -> names.forEach(name -> missed.add(suite + "." + name)));
    for (KindReport report : REPORTS.values()) {
      missed.removeAll(report.with(Outcome.PASSED, Outcome.FAILED));
    }
    return missed;
  }
}
