package io.sluice.systemtests.iscsi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code iscsi-test-cu} has printed about a suite: for each test how it ended, and its lines.
 *
 * <p>CUnit counts a skipped test as passed; here a test that has said {@code [SKIPPED]} is skipped.
 */
record SuiteReport(Map<String, Result> results) {
  private static final Pattern TEST =
      Pattern.compile("^ {2}Test: (\\S+) \\.\\.\\.", Pattern.MULTILINE);
  private static final Pattern FAILED = Pattern.compile("^FAILED", Pattern.MULTILINE);
  private static final Pattern PASSED = Pattern.compile("^passed", Pattern.MULTILINE);

  enum Outcome {
    PASSED,
    FAILED,
    SKIPPED,
    /** The tool was killed, or died, before it told the outcome. */
    UNTOLD
  }

  record Result(Outcome outcome, String output) {}

  static SuiteReport parse(String output) {
    Map<String, Result> results = new LinkedHashMap<>();
    int summary = output.indexOf("\nRun Summary:");
    int end = summary < 0 ? output.length() : summary;
    Matcher test = TEST.matcher(output).region(0, end);
    boolean more = test.find();
    while (more) {
      String name = test.group(1);
      int begin = test.end();
      more = test.find();
      String text = output.substring(begin, more ? test.start() : end);
      results.put(name, new Result(outcome(text), text));
    }
    return new SuiteReport(results);
  }

  private static Outcome outcome(String text) {
    if (FAILED.matcher(text).find()) {
      return Outcome.FAILED;
    }
    if (!PASSED.matcher(text).find()) {
      return Outcome.UNTOLD;
    }
    return text.contains("[SKIPPED]") ? Outcome.SKIPPED : Outcome.PASSED;
  }
}
