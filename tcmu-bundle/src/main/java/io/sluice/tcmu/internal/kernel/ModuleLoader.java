package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads kernel modules and mounts configfs, with the system's own commands, where it may. */
public final class ModuleLoader {
  private static final Logger LOG = LoggerFactory.getLogger(ModuleLoader.class);
  private static final long COMMAND_SECONDS = 20;

  private final KernelPaths paths;
  private final CommandRunner runner;

  /** Runs a command of the system. Returns its exit status. */
  @FunctionalInterface
  interface CommandRunner {
    int run(List<String> command) throws IOException, InterruptedException;
  }

  public ModuleLoader(KernelPaths paths) {
    this(paths, ModuleLoader::runHere);
  }

  ModuleLoader(KernelPaths paths, CommandRunner runner) {
    this.paths = paths;
    this.runner = runner;
  }

  /** Tries what is missing. What can't be had, {@link KernelChecks} tells. */
  public void loadMissing() {
    for (KernelModule module : KernelModule.values()) {
      if (!module.isLoaded(paths)) {
        attempt(List.of("modprobe", "-q", module.moduleName()));
      }
    }
    if (!KernelChecks.isConfigFsMounted(paths)) {
      attempt(List.of("mount", "-t", "configfs", "configfs", paths.configFs().toString()));
    }
    if (KernelChecks.isConfigFsMounted(paths) && !Files.isDirectory(paths.target())) {
      // target_core_mod shows itself only once configfs is there; loopback's folder likewise
      attempt(List.of("modprobe", "-q", KernelModule.TARGET.moduleName()));
    }
  }

  private void attempt(List<String> command) {
    try {
      int status = runner.run(command);
      LOG.debug("{}: {}", String.join(" ", command), status == 0 ? "done" : "status " + status);
    } catch (IOException e) {
      LOG.debug("{}: {}", String.join(" ", command), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int runHere(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("took longer than " + COMMAND_SECONDS + " s");
    }
    return process.exitValue();
  }
}
