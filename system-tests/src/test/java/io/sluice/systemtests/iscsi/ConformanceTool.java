package io.sluice.systemtests.iscsi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * libiscsi's {@code iscsi-test-cu}.
 *
 * <p>Every suite has a process of its own: CompareAndWrite.InvalidDataOutSize leaves a hook behind
 * that damages the CDBs of later suites. Tests are always named with their family, {@code ALL}: the
 * tool runs every family otherwise, and its second pass can spin for ever in
 * Sanitize.BlockEraseReserved.
 */
final class ConformanceTool {
  private static final String PROGRAM = "iscsi-test-cu";
  private static final String INITIATOR = "iqn.2026-11.io.sluice.test:initiator-a";
  private static final String SECOND_INITIATOR = "iqn.2026-11.io.sluice.test:initiator-b";

  private ConformanceTool() {}

  /** Its tests by suite, in its order. */
  static Map<String, List<String>> tests() throws IOException, InterruptedException {
    Map<String, List<String>> tests = new LinkedHashMap<>();
    Call.of(List.of(PROGRAM, "-l"))
        .output()
        .lines()
        .map(line -> line.strip().split("\\.", -1))
        .filter(path -> path[0].equals("ALL") && path.length == 3)
        .forEach(path -> tests.computeIfAbsent(path[1], any -> new ArrayList<>()).add(path[2]));
    return tests;
  }

  /**
   * @param urls one, or two paths to the same logical unit
   */
  static Call run(String suite, List<String> urls) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(PROGRAM, "-d", "-S", "-v", "-i", INITIATOR, "-I", SECOND_INITIATOR));
    command.addAll(List.of("-t", "ALL." + suite));
    command.addAll(urls);
    return Call.of(command);
  }
}
