package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.state.FileStamp;
import java.nio.file.Path;
import java.util.Optional;

/** A jar in the folder, and what was found of it. */
final class DropFile {
  /** How often a jar is tried again when other bundles have changed. */
  private static final int ATTEMPTS = 5;

  private final Path path;
  private Optional<FileStamp> stamp;

  /** How many scans in a row have seen it as it is. */
  private int scans = 1;

  private boolean judged;
  private BundleJar jar;
  private DeployProblem problem;
  private int attempts;

  /**
   * @param stamp empty where it can't be looked at
   */
  DropFile(Path path, Optional<FileStamp> stamp) {
    this.path = path;
    this.stamp = stamp;
  }

  Path path() {
    return path;
  }

  String name() {
    return path.getFileName().toString();
  }

  Optional<FileStamp> stamp() {
    return stamp;
  }

  /** Takes note of what a scan has seen. */
  void seen(Optional<FileStamp> now) {
    if (now.equals(stamp)) {
      scans = scans == Integer.MAX_VALUE ? scans : scans + 1;
      return;
    }
    stamp = now;
    scans = 1;
    forget();
    attempts = 0;
  }

  /** Takes it as one that nobody writes. */
  void settle() {
    scans = Integer.MAX_VALUE;
  }

  int scans() {
    return scans;
  }

  /** Has it judged once more. */
  void forget() {
    judged = false;
    jar = null;
    problem = null;
  }

  boolean isJudged() {
    return judged;
  }

  void judgeGood(BundleJar found) {
    judged = true;
    jar = found;
    problem = null;
  }

  /** It can't be used; which bundle it is stays known where it was. */
  void judgeBad(DeployProblem why) {
    judged = true;
    problem = why;
    attempts++;
  }

  /** After other bundles have come: whether to give a jar that missed something another chance. */
  boolean mayTryAgain() {
    return judged
        && problem != null
        && problem.retry() == DeployProblem.Retry.WHEN_BUNDLES_CHANGE
        && attempts < ATTEMPTS;
  }

  void tryAgain() {
    problem = null;
  }

  /** Which bundle it is, also when it can't be used. */
  Optional<BundleJar> jar() {
    return Optional.ofNullable(jar);
  }

  Optional<DeployProblem> problem() {
    return Optional.ofNullable(problem);
  }

  /** When its content was last written, as told; milliseconds since 1970, 0 where not known. */
  long modified() {
    return stamp.map(known -> known.modified().toMillis()).orElse(0L);
  }

  /** What may go into service. */
  Optional<BundleJar> usable() {
    return problem == null ? jar() : Optional.empty();
  }
}
