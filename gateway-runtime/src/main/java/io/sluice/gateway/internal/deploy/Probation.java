package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.path.ErrorMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Bundles that have taken the place of an older version a short time ago: whether their handlers
 * answer with errors that those of the older version did not answer with, or not at all. {@code
 * probe()} and {@code open()} can't tell that.
 *
 * <p>Of the deployer's thread.
 */
final class Probation {
  /** How often it is tried to go back. */
  private static final int ATTEMPTS = 3;

  private final HandlerTakeover takeover;
  private final Map<String, Watch> watches = new HashMap<>();

  Probation(HandlerTakeover takeover) {
    this.takeover = takeover;
  }

  /** A bundle that is watched. */
  private static final class Watch {
    final Deployed deployed;
    final BundleRecord.Entry good;
    final Map<String, ErrorMark> luns;
    final long since = System.nanoTime();
    int attempts;

    /** That it hangs, once that was seen: to be gone back from as soon as that can be. */
    Optional<Failure> hang = Optional.empty();

    Watch(Deployed deployed, BundleRecord.Entry good, Map<String, ErrorMark> luns) {
      this.deployed = deployed;
      this.good = good;
      this.luns = luns;
    }
  }

  /**
   * One that makes errors, or hangs.
   *
   * @param good the version before it
   * @param hangs whether commands are without an answer
   * @param reason for a person
   */
  record Failure(Deployed deployed, BundleRecord.Entry good, boolean hangs, String reason) {}

  /**
   * A bundle has taken the place of another version. Where that one had not stood its time, it is
   * not known to be good, and the one before it is.
   *
   * @param before each logical unit that went over, and the errors that it had had
   */
  void begin(Deployed deployed, BundleRecord.Entry replaced, Map<String, ErrorMark> before) {
    Watch earlier = watches.get(deployed.jar().symbolicName());
    BundleRecord.Entry good = earlier == null ? replaced : earlier.good;
    watches.put(deployed.jar().symbolicName(), new Watch(deployed, good, before));
  }

  /** A bundle is not watched any more. */
  void end(String symbolicName) {
    watches.remove(symbolicName);
  }

  /** The content of the jars that may be gone back to. */
  Set<String> sha256s() {
    return watches.values().stream().map(watch -> watch.good.sha256()).collect(Collectors.toSet());
  }

  /** Those that make errors now. Each is told a few times at the most. */
  List<Failure> failures(int errors, Duration window) {
    List<Failure> failures = new ArrayList<>();
    if (errors == 0) {
      watches.clear();
    }
    for (Watch watch : watches.values()) {
      Optional<Failure> failure = watch.hang.or(() -> failure(watch, errors, window));
      watch.hang = failure.filter(Failure::hangs);
      if (failure.isPresent() && watch.luns.keySet().stream().noneMatch(takeover::isStuck)) {
        failures.add(failure.get());
        watch.attempts++;
      }
    }
    watches.values().removeIf(watch -> isOver(watch, window));
    return failures;
  }

  /** One that hangs is left as soon as its commands have come back, whenever that is. */
  private static boolean isOver(Watch watch, Duration window) {
    return watch.attempts == ATTEMPTS || watch.hang.isEmpty() && age(watch).compareTo(window) > 0;
  }

  private Optional<Failure> failure(Watch watch, int errors, Duration window) {
    for (Map.Entry<String, ErrorMark> lun : watch.luns.entrySet()) {
      long count = takeover.newErrors(lun.getKey(), lun.getValue(), window);
      if (count >= errors) {
        String reason =
            "LUN %s had %d errors more than before, within %d s of its change from %s to %s"
                .formatted(
                    lun.getKey(),
                    count,
                    Math.max(1, age(watch).toSeconds()),
                    watch.good.version(),
                    watch.deployed.jar().version());
        return Optional.of(new Failure(watch.deployed, watch.good, false, reason));
      }
    }
    return hang(watch, window);
  }

  private Optional<Failure> hang(Watch watch, Duration window) {
    for (Map.Entry<String, ErrorMark> lun : watch.luns.entrySet()) {
      long count = takeover.newSlow(lun.getKey(), lun.getValue(), window);
      if (count > 0) {
        String reason =
            "LUN %s had %d commands without an answer for too long, more than before, within %d s of its change from %s to %s"
                .formatted(
                    lun.getKey(),
                    count,
                    Math.max(1, age(watch).toSeconds()),
                    watch.good.version(),
                    watch.deployed.jar().version());
        return Optional.of(new Failure(watch.deployed, watch.good, true, reason));
      }
    }
    return Optional.empty();
  }

  private static Duration age(Watch watch) {
    return Duration.ofNanos(System.nanoTime() - watch.since);
  }
}
