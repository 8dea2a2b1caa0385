package io.sluice.launcher;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.BundleException;

/**
 * Why nothing was started, where that is for a person to mend: what a start writes could not be
 * written, or what it reads could not be read. All else is a bug, and told with its stack.
 */
final class FailedStart {
  /** Less than a start writes; with no more than that free, it is told that there is no room. */
  private static final long LEAST_ROOM = 4 << 20;

  private static final int KIB = 1024;

  private final Path var;

  FailedStart(Path var) {
    this.var = var;
  }

  /** Part of a start. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws Exception;
  }

  /** Runs it, and tells in one sentence what it fails for. */
  <T> T explain(Step<T> step) throws Exception {
    try {
      return step.run();
    } catch (IOException | BundleException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      if (cause instanceof IOException reason) {
        throw new Failure(Failure.FAILED, "nothing was started: " + sentence(reason), e);
      }
      throw e;
    }
  }

  /** Tells of what failed, where it is for want of room. */
  void requireRoom(IOException reason) throws IOException, Failure {
    if (room() < LEAST_ROOM) {
      throw new Failure(Failure.FAILED, "nothing was started: " + sentence(reason), reason);
    }
  }

  private long room() throws IOException {
    return Files.getFileStore(var).getUsableSpace();
  }

  private String sentence(IOException reason) throws IOException {
    long room = room();
    return room >= LEAST_ROOM
        ? text(reason)
        : "the file system of "
            + var
            + " is full ("
            + room / KIB
            + " KiB are left; "
            + text(reason)
            + "). Make room there, or set SLUICE_BASE to a folder elsewhere, and start the gateway"
            + " again; no configuration and no disk was touched";
  }

  private static String text(IOException reason) {
    if (reason instanceof FileSystemException file && file.getReason() != null) {
      return file.getFile() + ": " + file.getReason();
    }
    return reason.getMessage() == null ? reason.toString() : reason.getMessage();
  }
}
