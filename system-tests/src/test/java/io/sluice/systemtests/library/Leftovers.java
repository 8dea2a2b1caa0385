package io.sluice.systemtests.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a disk that was not wholly taken away would leave in the kernel, in the device directory,
 * and in this process. Two of them are equal when nothing was added.
 */
record Leftovers(
    List<String> uioDevices,
    List<String> backstores,
    List<String> loopbackTargets,
    List<String> nodes,
    List<String> descriptors,
    List<String> mappings,
    List<String> threads) {

  static Leftovers now(Path deviceDirectory) throws IOException {
    return new Leftovers(
        names(Path.of("/sys/class/uio"), 1),
        names(Path.of("/sys/kernel/config/target/core"), 2),
        names(Path.of("/sys/kernel/config/target/loopback"), 1),
        names(deviceDirectory, 1),
        openFiles(),
        mappedDevices(),
        runningThreads());
  }

  private static List<String> names(Path folder, int depth) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder, depth)) {
      return files
          .filter(file -> !file.equals(folder))
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /**
   * All but the JDK's own that end by themselves a moment later: for children (modprobe), and for
   * what changes in a folder.
   */
  private static List<String> runningThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.equals("process reaper") && !name.equals("FileSystemWatchService"))
        .sorted()
        .toList();
  }

  private static List<String> openFiles() throws IOException {
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      return links.map(Leftovers::target).filter(target -> !target.isEmpty()).sorted().toList();
    }
  }

  /** What a descriptor leads to; nothing for the one that this very list was read with. */
  private static String target(Path link) {
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/proc/") ? "" : target.replaceAll("[0-9]+", "N");
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> mappedDevices() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines
          .filter(line -> line.contains("/dev/"))
          .map(line -> line.substring(line.indexOf("/dev/")).replaceAll("[0-9]+", "N"))
          .sorted()
          .toList();
    }
  }
}
