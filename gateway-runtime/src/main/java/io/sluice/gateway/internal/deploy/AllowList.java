package io.sluice.gateway.internal.deploy;

import io.sluice.backend.osgi.Encoding;
import io.sluice.gateway.internal.state.FileStamp;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The jars that may be used, where an administrator keeps such a list: a file as {@code sha256sum}
 * writes it. Without the file, all may.
 */
final class AllowList {
  private final Path file;

  AllowList(Path file) {
    this.file = file;
  }

  /**
   * Tells whether a jar may be used.
   *
   * @throws DeployProblem when the list does not have it, or can't be read
   */
  void require(BundleJar jar) throws DeployProblem {
    try {
      List<String> lines = Encoding.readLines(file);
      Optional<String> objection = WriteAccess.objection(file);
      if (objection.isPresent()) {
        throw new DeployProblem("%s is not trusted: %s".formatted(file, objection.get()));
      }
      if (lines.stream().noneMatch(line -> sha256(line).equals(jar.sha256()))) {
        throw new DeployProblem("%s does not allow it: sha256 %s".formatted(file, jar.sha256()));
      }
    } catch (NoSuchFileException e) {
      // there is no such list
    } catch (IOException e) {
      throw new DeployProblem("%s can't be read: %s".formatted(file, e));
    }
  }

  private static String sha256(String line) {
    return line.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT);
  }

  /** What shows that the list has changed. */
  Optional<FileStamp> stamp() {
    try {
      return Optional.of(FileStamp.of(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
