package io.sluice.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * The bundles of the distribution: {@code system/N-what/*.jar}, where N is the start level. What is
 * on level 0 is installed for its packages and never started.
 */
final class SystemBundles {
  private final SortedMap<Integer, List<Path>> jarsByLevel;
  private final Map<String, Integer> levels;

  private SystemBundles(SortedMap<Integer, List<Path>> jarsByLevel, Map<String, Integer> levels) {
    this.jarsByLevel = jarsByLevel;
    this.levels = levels;
  }

  static SystemBundles find(Path system) throws IOException, Failure {
    SortedMap<Integer, List<Path>> found = new TreeMap<>();
    Map<String, Integer> levels = new HashMap<>();
    for (Path folder : list(system)) {
      String name = folder.getFileName().toString();
      if (!name.matches("\\d-.*")) {
        throw new Failure(Failure.FAILED, folder + " does not begin with a start level, as in 1-x");
      }
      int level = Character.digit(name.charAt(0), 10);
      found.put(level, list(folder));
      levels.put(name.substring(2), level);
    }
    if (found.isEmpty()) {
      throw new Failure(Failure.FAILED, "no bundles in " + system);
    }
    return new SystemBundles(found, levels);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /** The start level of {@code system/N-what}; the highest where there is no such folder. */
  int levelOf(String what) {
    return levels.getOrDefault(what, highestLevel());
  }

  int highestLevel() {
    return jarsByLevel.lastKey();
  }

  /** Installs all, in place, and marks for starting what is above level 0. */
  void install(BundleContext context) throws BundleException {
    for (var level : jarsByLevel.entrySet()) {
      for (Path jar : level.getValue()) {
        Bundle bundle = context.installBundle("reference:" + jar.toUri());
        if (level.getKey() > 0) {
          bundle.adapt(BundleStartLevel.class).setStartLevel(level.getKey());
          bundle.start();
        }
      }
    }
  }
}
