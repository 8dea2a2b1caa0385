package io.sluice.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Where everything is.
 *
 * @param home the distribution: programs, never written
 * @param base the folder of one gateway: its configuration, its drop-in bundles and its state
 */
record Places(Path home, Path base) {
  /** More than a native library needs. */
  private static final int LIBRARY_BYTES = 1 << 20;

  /** What {@code sockaddr_un.sun_path} holds besides its closing zero, in bytes (unix(7)). */
  private static final int LONGEST_SOCKET_PATH = 107;

  private static final String SOCKET = "shell.sock";

  /** From the system property that {@code bin/sluice} sets and the environment. */
  static Places ofThisProcess() {
    Path home = Path.of(System.getProperty("sluice.home", "")).toAbsolutePath().normalize();
    String base = System.getenv("SLUICE_BASE");
    return new Places(
        home, base == null || base.isEmpty() ? home : Path.of(base).toAbsolutePath().normalize());
  }

  /** Whether the distribution is the one that a build has left in its own folder. */
  boolean isOfACheckout() {
    Path parent = home.getParent();
    return parent != null
        && parent.endsWith("target")
        && Files.exists(parent.resolveSibling("pom.xml"));
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

  /** The framework's own, which it empties at each start: nobody else keeps anything there. */
  Path framework() {
    return var().resolve("framework");
  }

  Path logs() {
    return var().resolve("log");
  }

  /** For native libraries, which a temporary folder mounted noexec could not hold. */
  Path temporary() {
    return var().resolve("tmp");
  }

  /**
   * Has JNA unpack into our own temporary folder, or, where that can't be written or is full, into
   * the machine's.
   *
   * @throws Failure where neither has room: a gateway without its native library would run and
   *     serve nothing, also when there is room again
   */
  void unpackNativeLibraries() throws Failure {
    Path machines = Path.of(System.getProperty("java.io.tmpdir"));
    for (Path folder : List.of(temporary(), machines)) {
      if (hasRoom(folder)) {
        System.setProperty("jna.tmpdir", folder.toString());
        return;
      }
    }
    throw new Failure(
        Failure.FAILED,
        "nothing was started: there is no room for a file of 1 MiB in "
            + temporary()
            + ", nor in "
            + machines);
  }

  private static boolean hasRoom(Path folder) {
    try {
      Path probe = Files.createTempFile(folder, "room", null);
      try {
        Files.write(probe, new byte[LIBRARY_BYTES]);
      } finally {
        Files.delete(probe);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Only its owner may enter: it holds the socket that gives a shell. */
  Path run() {
    Path usual = var().resolve("run");
    int length = usual.resolve(SOCKET).toString().getBytes(StandardCharsets.UTF_8).length;
    return length <= LONGEST_SOCKET_PATH ? usual : Path.of("/tmp", "sluice-" + digest(base));
  }

  Path socket() {
    return run().resolve(SOCKET);
  }

  private static String digest(Path path) {
    try {
      byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(name);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Refuses a folder of the socket that is another's: in {@code /tmp} anybody may have made it, to
   * be given what is typed.
   */
  void requireOwnRun() throws IOException, Failure {
    boolean own =
        Files.isDirectory(run(), LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(run(), LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(var()));
    if (!own) {
      throw new Failure(
          Failure.FAILED,
          run() + " is not a folder of " + Files.getOwner(var()) + "; set SLUICE_BASE to another");
    }
  }

  Path lock() {
    return var().resolve("lock");
  }

  Path shellHistory() {
    return var().resolve("shell-history");
  }
}
