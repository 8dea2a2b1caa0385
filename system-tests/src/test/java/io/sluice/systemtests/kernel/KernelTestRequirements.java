package io.sluice.systemtests.kernel;

import io.sluice.launcher.TestPrograms;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Looks for the programs that the kernel tests call, and names the Debian packages of those that
 * are missing.
 */
final class KernelTestRequirements implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Map<String, String> missing = TestPrograms.missing();
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("all programs are there");
    }
    String reason =
        "the kernel tests need: apt-get install --no-install-recommends "
            + String.join(" ", new TreeSet<>(missing.values()));
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(reason);
    }
    return ConditionEvaluationResult.disabled(reason);
  }
}
