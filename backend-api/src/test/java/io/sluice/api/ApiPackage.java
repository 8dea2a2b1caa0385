package io.sluice.api;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.osgi.framework.Version;

/** An exported package: its version, and the lines that others compile against. */
record ApiPackage(String name, Version version, SortedSet<String> lines) {
  /** The lines that are here and not in the other. */
  SortedSet<String> linesNotIn(ApiPackage other) {
    SortedSet<String> rest = new TreeSet<>(lines);
    rest.removeAll(other.lines);
    return rest;
  }

  /**
   * The least version that this package must have after the recorded one, by semantic versioning:
   * what was taken away, or asked of those who implement an interface, is a major step; what was
   * added is a minor one. Before 1.0 these are the minor and the micro step.
   */
  Version leastAfter(ApiPackage recorded) {
    Version was = recorded.version;
    if (lines.equals(recorded.lines)) {
      return was;
    }
    boolean initial = was.getMajor() == 0;
    if (breaks(recorded)) {
      return initial
          ? new Version(0, was.getMinor() + 1, 0)
          : new Version(was.getMajor() + 1, 0, 0);
    }
    return initial
        ? new Version(0, was.getMinor(), was.getMicro() + 1)
        : new Version(was.getMajor(), was.getMinor() + 1, 0);
  }

  private boolean breaks(ApiPackage recorded) {
    return !recorded.linesNotIn(this).isEmpty()
        || linesNotIn(recorded).stream().anyMatch(line -> asksOfImplementers(line, recorded));
  }

  private static boolean asksOfImplementers(String line, ApiPackage recorded) {
    String type = line.substring(0, line.indexOf(" : "));
    return line.contains(" abstract ") && typesOf(recorded).contains(type);
  }

  private static Set<String> typesOf(ApiPackage recorded) {
    Set<String> types = new TreeSet<>();
    recorded.lines.forEach(line -> types.add(line.substring(0, line.indexOf(" : "))));
    return types;
  }
}
