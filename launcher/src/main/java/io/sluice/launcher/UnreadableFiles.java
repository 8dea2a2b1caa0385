package io.sluice.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Files in the place of configurations that must not be opened: in a FIFO or a device File Install
 * would wait, or read, for ever, and it takes a file of any length into memory.
 */
final class UnreadableFiles {
  private static final String SUFFIX = ".cfg";
  private static final long LONGEST = 1 << 20;

  private final Path etc;

  UnreadableFiles(Path etc) {
    this.etc = etc;
  }

  /** What File Install may read: a regular expression of names. */
  String filter() throws IOException {
    String all = ".*" + Pattern.quote(SUFFIX);
    String refused = find().stream().map(Pattern::quote).collect(Collectors.joining("|"));
    return refused.isEmpty() ? all : "(?!(" + refused + ")$)" + all;
  }

  private List<String> find() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(etc)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        boolean sound = Files.isRegularFile(file) && Files.size(file) <= LONGEST;
        if (name.endsWith(SUFFIX) && !sound) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
