package io.sluice.gateway.internal.shell;

import io.sluice.backend.osgi.HandlerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The image that a handler makes because it was asked to ({@code create}), and that nobody wants
 * when the LUN was not made after all. One that was there before is never touched.
 *
 * @param path where there was nothing before; empty where nothing is to be made
 */
record NewImage(Optional<Path> path) {
  /** Must come before the handler's file is written. */
  static NewImage of(LunCreation wanted) {
    String path = wanted.handlerKeys().getOrDefault(LunCreation.PATH, "");
    boolean create = "true".equals(wanted.handlerKeys().get(HandlerConfig.CREATE));
    return new NewImage(create ? missing(path) : Optional.empty());
  }

  private static Optional<Path> missing(String path) {
    try {
      Path file = Path.of(path);
      return file.isAbsolute() && Files.notExists(file, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(file)
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private Optional<Path> made() {
    return path.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
  }

  /** Removes it, where it was made, and gives what is to be said of it. */
  String remove() {
    if (made().isEmpty()) {
      return "";
    }
    try {
      Files.delete(made().get());
      return ", and " + path.get() + ", which was made for it";
    } catch (IOException e) {
      return ", but " + path.get() + ", which was made for it, can't be: " + e;
    }
  }

  /** What is to be said where somebody has written to it by now. */
  String kept() {
    return made().map(file -> ", but not " + file + ", which was written to").orElse("");
  }
}
