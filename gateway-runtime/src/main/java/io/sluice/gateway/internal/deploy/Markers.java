package io.sluice.gateway.internal.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells beside each jar what became of it: {@code x.jar.deployed} says as what it runs, {@code
 * x.jar.failed} why it does not. A folder that can't be written has no markers.
 */
final class Markers {
  private static final Logger LOG = LoggerFactory.getLogger(Markers.class);
  private static final String DEPLOYED = ".deployed";
  private static final String FAILED = ".failed";

  private final Path folder;

  Markers(Path folder) {
    this.folder = folder;
  }

  void deployed(String fileName, String as) {
    replace(fileName + FAILED, fileName + DEPLOYED, as);
  }

  void failed(String fileName, String reason) {
    replace(fileName + DEPLOYED, fileName + FAILED, reason);
  }

  void clear(String fileName) {
    try {
      Files.deleteIfExists(folder.resolve(fileName + DEPLOYED));
      Files.deleteIfExists(folder.resolve(fileName + FAILED));
    } catch (IOException e) {
      LOG.debug("no marker removed: {}", e.toString());
    }
  }

  private void replace(String gone, String marker, String text) {
    try {
      Files.deleteIfExists(folder.resolve(gone));
      byte[] content = (text + "\n").getBytes(StandardCharsets.UTF_8);
      Path whole = folder.resolve("." + marker + ".tmp");
      Files.write(whole, content);
      Files.move(whole, folder.resolve(marker), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.debug("no marker {}: {}", marker, e.toString());
    }
  }

  /** Removes the markers of jars that are none of these. */
  void retain(Set<String> fileNames) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar" + DEPLOYED) || name.endsWith(".jar" + FAILED))
          .map(name -> name.substring(0, name.lastIndexOf('.')))
          .filter(name -> !fileNames.contains(name))
          .toList()
          .forEach(this::clear);
    }
  }
}
