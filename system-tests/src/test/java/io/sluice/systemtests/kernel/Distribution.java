package io.sluice.systemtests.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The distribution as the launcher's build has left it. */
public final class Distribution {

  private static final Path BUILT = Path.of("../launcher/target").toAbsolutePath().normalize();

  private Distribution() {}

  /** The unpacked distribution's folder. */
  public static Path home() {
    List<Path> homes;
    try (Stream<Path> files = Files.exists(BUILT) ? Files.list(BUILT) : Stream.empty()) {
      homes = files.filter(folder -> Files.isExecutable(folder.resolve("bin/sluice"))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (homes.size() != 1) {
      throw new IllegalStateException(
          "one unpacked distribution is expected in " + BUILT + ", found " + homes);
    }
    return homes.get(0);
  }
}
