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
  static Machine thisOne() {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return new Machine(
        Path.of("/"),
        System.getProperty("os.version"),
        System.getProperty("user.name"),
        Stream.of(path.split(":", -1)).filter(folder -> !folder.isEmpty()).map(Path::of).toList());
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
    return user.equals("root");
  }
}
