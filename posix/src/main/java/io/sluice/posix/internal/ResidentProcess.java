package io.sluice.posix.internal;

import io.sluice.backend.osgi.AcceptedConfigurations;
import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import io.sluice.backend.osgi.Within;
import io.sluice.posix.MemoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the gateway's process in memory: a page of it that was swapped to a disk which it serves
 * itself would never come back, and nothing else could write that disk's dirty pages if the process
 * were killed for want of memory.
 */
@Component(
    immediate = true,
    service = {},
    configurationPid = "io.sluice.posix")
@Designate(ocd = ResidentProcess.Config.class)
public final class ResidentProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ResidentProcess.class);
  private static final int USUAL_SCORE = -900;
  private static final Path PROC_SELF = Path.of("/proc/self");

  /** Settings of {@code etc/io.sluice.posix.cfg}. */
  @ObjectClassDefinition(name = "Sluice process", description = "Keeps the gateway in memory")
  public @interface Config {
    @AttributeDefinition(
        name = "Lock memory",
        description = "Lock all memory of the process, if permitted")
    boolean lockMemory() default true;

    @AttributeDefinition(
        name = "OOM score adjustment",
        description = "From -1000 (never killed when memory runs out) to 1000",
        min = "-1000",
        max = "1000")
    @Within(min = -1000, max = 1000)
    int oomScoreAdjust() default USUAL_SCORE;
  }

  @Activate
  public ResidentProcess(BundleContext context, Map<String, Object> properties) {
    this(settings(AcceptedConfigurations.of(context), properties));
  }

  private ResidentProcess(Settings settings) {
    this(settings.lockMemory(), settings.oomScoreAdjust());
  }

  /** What is configured. */
  record Settings(boolean lockMemory, int oomScoreAdjust) {
    static Settings usual() {
      try {
        return of(Map.of());
      } catch (ConfigException e) {
        throw new AssertionError(e); // the defaults are within their bounds
      }
    }

    static Settings of(Map<String, ?> properties) throws ConfigException {
      ConfigValues values = new ConfigValues(properties, Config.class);
      values.requireKnownKeys();
      return new Settings(values.flag("lockMemory"), values.number("oomScoreAdjust"));
    }
  }

  /** A mistake there must not leave the gateway open to being killed or swapped. */
  private static Settings settings(AcceptedConfigurations accepted, Map<String, ?> properties) {
    AcceptedConfigurations.Taken<Settings> taken =
        accepted.take(
            new ConfigValues(properties, Config.class), false, ignoredOnce -> true, Settings::of);
    taken.problem().ifPresent(problem -> LOG.warn("{}", problem.getMessage()));
    return taken.value().orElseGet(Settings::usual);
  }

  ResidentProcess(boolean lockMemory, int oomScore) {
    List<String> refused = new ArrayList<>();
    if (lockMemory) {
      lockMemory(refused);
    }
    adjustOomScore(oomScore, refused);
    if (!refused.isEmpty()) {
      // For doctor to tell: most gateways mount none of their disks on their own host.
      LOG.debug(
          "{}. This matters only where a disk of this gateway is mounted on this same host and"
              + " memory runs short; run as root, or with CAP_IPC_LOCK and CAP_SYS_RESOURCE.",
          String.join("; ", refused));
    }
  }

  private static void lockMemory(List<String> refused) {
    try {
      if (MemoryRights.mayLockAll(PROC_SELF)) {
        MemoryLock.lockAll();
      } else {
        refused.add("Memory not locked: needs CAP_IPC_LOCK or an unlimited RLIMIT_MEMLOCK");
      }
    } catch (IOException e) {
      refused.add("Memory not locked: " + e.getMessage());
    }
  }

  private static void adjustOomScore(int score, List<String> refused) {
    try {
      Files.writeString(PROC_SELF.resolve("oom_score_adj"), Integer.toString(score));
    } catch (IOException e) {
      refused.add("OOM score not set to " + score + ": " + e.getMessage());
    }
  }
}
