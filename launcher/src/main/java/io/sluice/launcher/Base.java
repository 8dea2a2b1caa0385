package io.sluice.launcher;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Makes the folders of one gateway ready, or says why it can't. */
final class Base {
  private final Places places;

  Base(Places places) {
    this.places = places;
  }

  void prepare() throws IOException, Failure {
    try {
      new PrivateFolder(places.var()).prepare();
      complete(places.home().resolve("etc"), places.etc());
      complete(places.home().resolve("bundles"), places.bundles());
      for (Path folder : new Path[] {places.framework(), places.logs(), places.temporary()}) {
        Files.createDirectories(folder, PrivateFolder.OWNER_ONLY);
      }
      Files.createDirectories(places.run(), PrivateFolder.OWNER_ONLY);
      places.requireOwnRun();
      Files.setPosixFilePermissions(places.run(), PrivateFolder.OWNER_ONLY.value());
    } catch (FileSystemException e) {
      if (Files.isDirectory(places.var()) && Files.isWritable(places.var())) {
        new FailedStart(places.var()).requireRoom(e);
      }
      throw new Failure(Failure.FAILED, unwritable(e), e);
    }
    if (!Files.isWritable(places.var())) {
      throw new Failure(
          Failure.FAILED, unwritable(new AccessDeniedException(places.var().toString())));
    }
  }

  private static String unwritable(FileSystemException e) {
    return "user "
        + System.getProperty("user.name")
        + " can't write "
        + e.getFile()
        + (e.getReason() == null ? "" : " (" + e.getReason() + ")")
        + "; set SLUICE_BASE to a folder of that user: it gets its own etc/, bundles/ and var/";
  }

  /**
   * A new folder gets all that the distribution has; one that a person has made, or tidied, only
   * what is no configuration of a disk.
   */
  private static void complete(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from) || (Files.exists(to) && Files.isSameFile(from, to))) {
      return;
    }
    boolean isNew = !Files.exists(to);
    Files.createDirectories(to);
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Path copy = to.resolve(entry.getFileName());
        if (!Files.exists(copy) && (isNew || !entry.toString().endsWith(".cfg"))) {
          Files.copy(entry, copy);
        }
      }
    }
  }
}
