package io.sluice.systemtests.iscsi;

import io.sluice.systemtests.iscsi.SuiteReport.Outcome;
import io.sluice.systemtests.iscsi.SuiteReport.Result;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What all suites together have said about one kind of logical unit, by {@code Suite.Test}. */
record KindReport(LunKind kind, Map<String, Result> results) {

  /** Runs the suites one after the other, each in a process of its own. */
  static KindReport of(LunKind kind, IscsiGateway gateway, Map<String, List<String>> tests)
      throws IOException, InterruptedException {
    Map<String, Result> results = new TreeMap<>();
    for (Map.Entry<String, List<String>> suite : tests.entrySet()) {
      if (!kind.meets(suite.getKey())) {
        continue;
      }
      Call call = ConformanceTool.run(suite.getKey(), kind.urls(gateway));
      SuiteReport report = SuiteReport.parse(call.output());
      for (String test : suite.getValue()) {
        Result untold = new Result(Outcome.UNTOLD, call.toString());
        Result told = report.results().getOrDefault(test, untold);
        boolean died = told.outcome() == Outcome.UNTOLD;
        results.put(suite.getKey() + "." + test, died ? untold : told);
      }
    }
    return new KindReport(kind, results);
  }

  Set<String> with(Outcome... outcomes) {
    List<Outcome> wanted = List.of(outcomes);
    return results.entrySet().stream()
        .filter(entry -> wanted.contains(entry.getValue().outcome()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  String totals() {
    return "%s: %d passed, %d failed, %d skipped"
        .formatted(
            kind,
            with(Outcome.PASSED).size(),
            with(Outcome.FAILED, Outcome.UNTOLD).size(),
            with(Outcome.SKIPPED).size());
  }

  /** The tool's lines about some tests. */
  String lines(Iterable<String> tests) {
    StringBuilder lines = new StringBuilder(totals());
    tests.forEach(test -> lines.append("\n\n").append(test).append(results.get(test).output()));
    return lines.toString();
  }
}
