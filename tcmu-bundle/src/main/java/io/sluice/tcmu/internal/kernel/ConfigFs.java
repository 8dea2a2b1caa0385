package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The part of configfs that configures targets. Making a directory makes a kernel object, with its
 * attributes as files in it; paths are relative to {@code /sys/kernel/config/target}.
 */
public interface ConfigFs {
  boolean exists(Path path);

  /** Names in a directory; none where there is no directory. */
  List<String> list(Path directory) throws IOException;

  void makeDirectory(Path path) throws IOException;

  void removeDirectory(Path path) throws IOException;

  /** An attribute's value, without the line's end. */
  String read(Path attribute) throws IOException;

  /** Sets an attribute, in one write. */
  void write(Path attribute, String value) throws IOException;

  /** Likewise, and no message ever tells the value. */
  void writeSecret(Path attribute, String value) throws IOException;

  /** Makes a symbolic link to another object. */
  void link(Path link, Path target) throws IOException;

  boolean isLink(Path path);

  /** The object that a symbolic link leads to, as a path relative to the root. */
  Path linkTarget(Path link) throws IOException;

  void unlink(Path link) throws IOException;

  default void makeIfMissing(Path directory) throws IOException {
    if (!exists(directory)) {
      makeDirectory(directory);
    }
  }

  /** Removes it unless it is gone, whoever removed it. */
  default void removeIfThere(Path directory) throws IOException {
    if (exists(directory)) {
      try {
        removeDirectory(directory);
      } catch (NoSuchFileException alreadyGone) {
        return;
      }
    }
  }

  /** Likewise a symbolic link. */
  default void unlinkIfThere(Path link) throws IOException {
    if (isLink(link)) {
      try {
        unlink(link);
      } catch (NoSuchFileException alreadyGone) {
        return;
      }
    }
  }

  /** Removes an object, if it is there, and the links from it to others. */
  default void removeWithLinks(Path directory) throws IOException {
    for (String entry : list(directory)) {
      unlinkIfThere(directory.resolve(entry));
    }
    removeIfThere(directory);
  }
}
