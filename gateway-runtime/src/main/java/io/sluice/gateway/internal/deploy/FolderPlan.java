package io.sluice.gateway.internal.deploy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.osgi.framework.Version;

/**
 * What is to be done so that what runs is what is in the folder. It only thinks.
 *
 * @param deployments files whose bundle is to go into service, in place of what runs of it
 * @param removals what runs and is not in the folder any more
 * @param refusals files that can't be used as things are, and why
 */
record FolderPlan(
    List<DropFile> deployments, List<Deployed> removals, Map<DropFile, String> refusals) {

  /**
   * Compares.
   *
   * @param files all in the folder
   * @param running by symbolic name
   * @param allowDowngrade whether a lower version may replace a higher one that runs
   */
  static FolderPlan of(
      Collection<DropFile> files, Map<String, Deployed> running, boolean allowDowngrade) {
    FolderPlan plan = new FolderPlan(new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>());
    Map<String, List<DropFile>> byName =
        files.stream()
            .filter(file -> file.usable().isPresent())
            .collect(
                Collectors.groupingBy(
                    file -> jar(file).symbolicName(), TreeMap::new, Collectors.toList()));
    byName.forEach(
        (name, candidates) ->
            plan.choose(candidates, Optional.ofNullable(running.get(name)), allowDowngrade));
    running.values().stream()
        .filter(deployed -> plan.isGone(deployed, files))
        .forEach(plan.removals::add);
    return plan;
  }

  private static BundleJar jar(DropFile file) {
    return file.usable().orElseThrow();
  }

  /** The highest version; of two alike, the one that runs. */
  private void choose(
      List<DropFile> candidates, Optional<Deployed> running, boolean allowDowngrade) {
    DropFile best =
        candidates.stream()
            .max(
                Comparator.<DropFile, Version>comparing(file -> jar(file).version())
                    .thenComparing(file -> isContentOf(file, running))
                    .thenComparing(file -> isFileOf(file, running)))
            .orElseThrow();
    for (DropFile other : candidates) {
      if (other != best) {
        refusals.put(other, refusalBeside(jar(other), jar(best)));
      }
    }
    if (running.isEmpty()) {
      deployments.add(best);
      return;
    }
    if (jar(best).isSameContent(running.get().jar())) {
      return;
    }
    Optional<String> refusal = refusalOf(jar(best), running.get().jar(), allowDowngrade);
    if (refusal.isPresent()) {
      refusals.put(best, refusal.get());
    } else {
      deployments.add(best);
    }
  }

  private static boolean isContentOf(DropFile file, Optional<Deployed> running) {
    return running.filter(deployed -> deployed.jar().isSameContent(jar(file))).isPresent();
  }

  private static boolean isFileOf(DropFile file, Optional<Deployed> running) {
    return running.filter(deployed -> deployed.jar().fileName().equals(file.name())).isPresent();
  }

  private static String refusalBeside(BundleJar jar, BundleJar best) {
    return jar.version().equals(best.version())
        ? "%s is %s too: delete one of the two".formatted(best.fileName(), best)
        : "%s has a higher version of this bundle, %s, which is used: this one may be deleted"
            .formatted(best.fileName(), best.version());
  }

  /** Why a jar may not replace what runs; empty when it may. */
  static Optional<String> refusalOf(BundleJar jar, BundleJar running, boolean allowDowngrade) {
    int order = jar.version().compareTo(running.version());
    if (order == 0 && !jar.isSnapshot()) {
      return Optional.of(
          "%s runs, with other content: a changed bundle needs a higher version (or one that ends in"
                  .formatted(running)
              + " SNAPSHOT)");
    }
    if (order < 0 && !allowDowngrade) {
      return Optional.of(
          "%s is lower than %s, which runs: bundle:deploy --allow-downgrade FILE, or bundle:rollback,"
                  .formatted(jar.version(), running.version())
              + " or allowDowngrade = true in etc/"
              + DeployerConfig.PID
              + ".cfg");
    }
    return Optional.empty();
  }

  /** A file of the bundle that can't be used, or is still copied, takes nothing away. */
  private boolean isGone(Deployed deployed, Collection<DropFile> files) {
    String symbolicName = deployed.jar().symbolicName();
    boolean isReplaced =
        deployments.stream().anyMatch(file -> jar(file).symbolicName().equals(symbolicName));
    return !isReplaced && files.stream().noneMatch(file -> mayBe(file, deployed.jar()));
  }

  private static boolean mayBe(DropFile file, BundleJar running) {
    return file.jar().isPresent()
        ? file.jar().get().symbolicName().equals(running.symbolicName())
        : file.name().equals(running.fileName());
  }
}
