package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.state.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Looks at the folder again and again, and tells which jars have settled: two scans in a row saw
 * them alike. Names that begin with a dot are of copies under way.
 */
final class WatchedFolder {
  private static final String JAR = ".jar";

  /** What is there at the first scan is no copy under way when it is older. */
  private static final Duration OLD = Duration.ofSeconds(2);

  /** A jar that is not whole may be a copy that has stalled; so many scans are granted to it. */
  private static final int PATIENT_SCANS = 8;

  private final Path folder;
  private final Map<String, DropFile> files = new TreeMap<>();
  private final Map<String, Integer> missing = new HashMap<>();
  private boolean first = true;
  private int changingScans;

  WatchedFolder(Path folder) {
    this.folder = folder;
  }

  Path path() {
    return folder;
  }

  /** Looks once more. */
  void scan() throws IOException {
    Set<String> there = new HashSet<>();
    for (Path jar : list()) {
      String name = jar.getFileName().toString();
      there.add(name);
      Optional<FileStamp> stamp = stamp(jar);
      DropFile known = files.get(name);
      if (known == null) {
        files.put(name, first(jar, stamp));
      } else {
        known.seen(stamp);
      }
    }
    missing.keySet().removeAll(there);
    for (String name : Set.copyOf(files.keySet())) {
      if (!there.contains(name) && missing.merge(name, 1, Integer::sum) > 1) {
        files.remove(name);
        missing.remove(name);
      }
    }
    first = false;
    changingScans = files.values().stream().allMatch(this::isSettled) ? 0 : changingScans + 1;
  }

  /**
   * Whether some file is about to change, and more may belong to what is there already. One that
   * never comes to rest is not waited for.
   */
  boolean isChanging() {
    return changingScans > 0 && changingScans <= PATIENT_SCANS;
  }

  private DropFile first(Path jar, Optional<FileStamp> stamp) {
    DropFile file = new DropFile(jar, stamp);
    if (first && stamp.isPresent() && stamp.get().isOlderThan(OLD)) {
      file.settle();
    }
    return file;
  }

  private Collection<Path> list() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(WatchedFolder::isJar).sorted().toList();
    }
  }

  private static boolean isJar(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(JAR) && !name.startsWith(".");
  }

  private static Optional<FileStamp> stamp(Path jar) {
    try {
      return Optional.of(FileStamp.of(jar));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** All that are there, or were a scan ago. */
  Collection<DropFile> files() {
    return files.values();
  }

  Optional<DropFile> find(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** Whether it was seen twice as it is. */
  boolean isSettled(DropFile file) {
    return !missing.containsKey(file.name()) && file.scans() > 1;
  }

  /** Whether one that is not whole is to be told of. */
  boolean isPatienceAtEnd(DropFile file) {
    return file.scans() > PATIENT_SCANS;
  }

  /** Takes note of a file that we have put there ourselves. */
  void adopt(Path jar, BundleJar content) {
    DropFile file = new DropFile(jar, stamp(jar));
    file.judgeGood(content);
    files.put(file.name(), file);
    missing.remove(file.name());
  }

  /** Takes note of a file that we have taken away ourselves. */
  void forget(String name) {
    files.remove(name);
    missing.remove(name);
  }
}
