package io.sluice.systemtests.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

  private static final Map<String, String> PACKAGE_OF_PROGRAM = new LinkedHashMap<>();

  static {
    PACKAGE_OF_PROGRAM.put("linux.uml", "user-mode-linux");
    PACKAGE_OF_PROGRAM.put("gcc", "gcc libc6-dev");
    PACKAGE_OF_PROGRAM.put("modprobe", "kmod");
    PACKAGE_OF_PROGRAM.put("ip", "iproute2");
    PACKAGE_OF_PROGRAM.put("ps", "procps");
    PACKAGE_OF_PROGRAM.put("taskset", "util-linux");
    PACKAGE_OF_PROGRAM.put("mount", "mount");
    PACKAGE_OF_PROGRAM.put("fio", "fio");
    PACKAGE_OF_PROGRAM.put("sg_inq", "sg3-utils");
    PACKAGE_OF_PROGRAM.put("mkfs.ext4", "e2fsprogs");
    PACKAGE_OF_PROGRAM.put("mkfs.xfs", "xfsprogs");
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    TreeSet<String> missing = new TreeSet<>();
    PACKAGE_OF_PROGRAM.forEach(
        (program, packages) -> {
          if (!installed(program)) {
            missing.add(packages);
          }
        });
    if (missing.isEmpty()) {
      return ConditionEvaluationResult.enabled("all programs are there");
    }
    String reason =
        "the kernel tests need: apt-get install --no-install-recommends "
            + String.join(" ", missing);
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(reason);
    }
    return ConditionEvaluationResult.disabled(reason);
  }

  private static boolean installed(String program) {
    String path = System.getenv("PATH") + ":/usr/sbin:/sbin";
    for (String folder : path.split(":", -1)) {
      if (Files.isExecutable(Path.of(folder).resolve(program))) {
        return true;
      }
    }
    return false;
  }
}
