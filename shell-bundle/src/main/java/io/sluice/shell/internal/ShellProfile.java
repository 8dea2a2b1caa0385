package io.sluice.shell.internal;

import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The commands that Gogo executes when a session begins. It opens whatever has that name, and would
 * wait in a FIFO for ever, so this looks before.
 *
 * @param file which need not exist
 */
record ShellProfile(Path file) {
  /** Framework property: the folder in whose {@code etc/} Gogo finds it. */
  static final String HOME = "gosh.home";

  private static final int LONGEST = 1 << 20;

  static ShellProfile in(Path home) {
    return new ShellProfile(home.resolve("etc/gosh_profile"));
  }

  /** Why it can't be executed, and what to do; empty where it can, or where there is none. */
  Optional<String> problem() {
    try {
      BoundedFile.of(file, LONGEST).read();
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          e.getMessage()
              + ": mend the file, or delete it and start the gateway again, which makes a new one;"
              + " single commands work meanwhile");
    }
  }
}
