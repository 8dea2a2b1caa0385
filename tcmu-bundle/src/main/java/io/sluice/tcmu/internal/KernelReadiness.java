package io.sluice.tcmu.internal;

import io.sluice.gateway.shell.Program;
import io.sluice.tcmu.KernelFinding;
import io.sluice.tcmu.internal.kernel.KernelChecks;
import io.sluice.tcmu.internal.kernel.KernelPaths;
import io.sluice.tcmu.internal.kernel.ModuleLoader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the kernel can have our disks. Made ready once; then only looked at. */
class KernelReadiness {
  private static final Logger LOG = LoggerFactory.getLogger(KernelReadiness.class);

  private boolean prepared;
  private boolean ready;

  /** What is missing, with what to do about it; empty when nothing is. */
  synchronized Optional<String> problem() {
    if (ready) {
      return Optional.empty();
    }
    List<KernelFinding> problems = look().stream().filter(finding -> !finding.isGood()).toList();
    ready = problems.isEmpty();
    return ready ? Optional.empty() : Optional.of(inOneLine(problems));
  }

  private static String inOneLine(List<KernelFinding> problems) {
    String first = problems.get(0).toString();
    int others = problems.size() - 1;
    return others == 0
        ? first
        : first + " (and " + others + " more: " + Program.call("doctor") + " tells all)";
  }

  private List<KernelFinding> look() {
    if (!prepared) {
      prepared = true;
      new ModuleLoader(KernelPaths.STANDARD).loadMissing();
    }
    return new KernelChecks(KernelPaths.STANDARD).run();
  }

  /** Says once what is missing. */
  void tell() {
    problem()
        .ifPresent(
            problem ->
                LOG.info("No disks of this kernel (TCMU); other transports go on. {}", problem));
  }

  void require() throws IOException {
    Optional<String> problem = problem();
    if (problem.isPresent()) {
      throw new IOException(problem.get());
    }
  }
}
