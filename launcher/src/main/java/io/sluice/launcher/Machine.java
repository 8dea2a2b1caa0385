package io.sluice.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine as its files tell of it.
 *
 * @param root of the file system; another folder in tests
 * @param kernelRelease as {@code uname -r} gives it
 * @param user the name this process runs under
 * @param searchPath folders of programs
 */
record Machine(Path root, String kernelRelease, String user, List<Path> searchPath) {
  private static final String ROOT = "root";

  static Machine thisOne() {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return new Machine(
        Path.of("/"),
        System.getProperty("os.version"),
        thisUser(),
        Stream.of(path.split(":", -1)).filter(folder -> !folder.isEmpty()).map(Path::of).toList());
  }

  /** Java knows a user without an entry in passwd, as containers have them, by no name. */
  private static String thisUser() {
    String name = System.getProperty("user.name", "?");
    return name.isBlank() || name.equals("?") ? userOf(uid()) : name;
  }

  /** Of a user without a name. */
  static String userOf(String uid) {
    return uid.equals("0") ? ROOT : "uid " + uid;
  }

  /** The effective one of the four that the kernel tells (proc(5)). */
  private static String uid() {
    try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
      return status
          .filter(line -> line.startsWith("Uid:"))
          .map(line -> line.split("\\s+", -1)[2])
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** A path of this machine, given as it would be on a running one. */
  Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** The lines of a file; none where it can't be read. */
  List<String> lines(String absolute) {
    try {
      return Files.readAllLines(path(absolute));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The rest of the first line that begins with this, without the space around it. */
  Optional<String> value(String file, String beginning) {
    return lines(file).stream()
        .filter(line -> line.startsWith(beginning))
        .map(line -> line.substring(beginning.length()).strip())
        .findFirst();
  }

  /** Whether a program, or the file of an absolute path, is there. */
  boolean hasProgram(String name) {
    if (name.startsWith("/")) {
      return Files.exists(path(name));
    }
    return searchPath.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(name)));
  }

  boolean isRoot() {
    return user.equals(ROOT);
  }
}
