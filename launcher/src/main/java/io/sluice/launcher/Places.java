package io.sluice.launcher;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where everything is.
 *
 * @param home the distribution: programs, never written
 * @param base the folder of one gateway: its configuration, its drop-in bundles and its state
 */
record Places(Path home, Path base) {
  /** From the system property that {@code bin/sluice} sets and the environment. */
  static Places ofThisProcess() {
    Path home = Path.of(System.getProperty("sluice.home", "")).toAbsolutePath().normalize();
    String base = System.getenv("SLUICE_BASE");
    return new Places(
        home, base == null || base.isEmpty() ? home : Path.of(base).toAbsolutePath().normalize());
  }

  Path system() {
    return home.resolve("system");
  }

  Path etc() {
    return base.resolve("etc");
  }

  Path bundles() {
    return base.resolve("bundles");
  }

  Path var() {
    return base.resolve("var");
  }

  Path cache() {
    return var().resolve("cache");
  }

  Path logs() {
    return var().resolve("log");
  }

  /** For native libraries, which a temporary folder mounted noexec could not hold. */
  Path temporary() {
    return var().resolve("tmp");
  }

  /** Has JNA unpack into our own temporary folder, where there is one that can be written. */
  void unpackNativeLibraries() {
    if (Files.isWritable(temporary())) {
      System.setProperty("jna.tmpdir", temporary().toString());
    }
  }

  /** Only its owner may enter: it holds the socket that gives a shell. */
  Path run() {
    return var().resolve("run");
  }

  Path socket() {
    return run().resolve("shell.sock");
  }

  Path lock() {
    return var().resolve("lock");
  }

  Path shellHistory() {
    return var().resolve("shell-history");
  }
}
