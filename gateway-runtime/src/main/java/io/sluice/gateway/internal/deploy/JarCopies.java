package io.sluice.gateway.internal.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Our own copies of jars, named by their content. Bundles run from these, so what happens to a file
 * in the folder can't hurt one that runs.
 */
final class JarCopies {
  private static final long LONGEST = 1L << 30;
  private static final String SUFFIX = ".jar";
  private static final String UNFINISHED = ".part";
  private static final String RECEIVED = ".received";

  private final Path folder;

  JarCopies(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    deleteAll(name -> name.endsWith(RECEIVED));
  }

  /** Reads what comes from elsewhere, which may take long, into a file. Any thread. */
  Path receive(InputStream content) throws IOException, DeployProblem {
    Path received = Files.createTempFile(folder, "", RECEIVED);
    try (OutputStream out = Files.newOutputStream(received)) {
      transfer(content, out);
      return received;
    } catch (IOException | DeployProblem e) {
      Files.deleteIfExists(received);
      throw e;
    }
  }

  /**
   * Copies a jar.
   *
   * @return the copy, as a bundle
   * @throws DeployProblem when it is none
   */
  BundleJar copy(Path jar) throws IOException, DeployProblem {
    return copy(jar, jar.getFileName().toString());
  }

  /** Copies a jar as if the file had that name. */
  BundleJar copy(Path jar, String fileName) throws IOException, DeployProblem {
    Path unfinished = Files.createTempFile(folder, "", UNFINISHED);
    try {
      MessageDigest digest = sha256();
      try (InputStream content = Files.newInputStream(jar);
          OutputStream out = new DigestOutputStream(Files.newOutputStream(unfinished), digest)) {
        transfer(content, out);
      }
      String sha256 = HexFormat.of().formatHex(digest.digest());
      BundleJar whole = BundleJar.read(unfinished, sha256, fileName);
      Path copy = path(sha256);
      Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
      return whole.copiedTo(copy);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void transfer(InputStream from, OutputStream to)
      throws IOException, DeployProblem {
    byte[] buffer = new byte[64 * 1024];
    long length = 0;
    for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
      length += read;
      if (length > LONGEST) {
        throw new DeployProblem("it is longer than 1 GiB");
      }
      to.write(buffer, 0, read);
    }
  }

  /**
   * A copy of earlier.
   *
   * @throws DeployProblem when it is not there any more, or is damaged
   */
  BundleJar find(String sha256, String fileName) throws DeployProblem {
    Path copy = path(sha256);
    try {
      if (!sha256.equals(sha256(copy))) {
        throw new DeployProblem("its copy " + copy + " is damaged");
      }
    } catch (IOException e) {
      throw new DeployProblem("its copy can't be read: " + e);
    }
    return BundleJar.read(copy, sha256, fileName);
  }

  /** Deletes all but these. */
  void retain(Collection<String> sha256s) throws IOException {
    Set<String> kept = sha256s.stream().map(sha256 -> sha256 + SUFFIX).collect(Collectors.toSet());
    deleteAll(name -> name.endsWith(UNFINISHED) || (name.endsWith(SUFFIX) && !kept.contains(name)));
  }

  private void deleteAll(Predicate<String> which) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (which.test(file.getFileName().toString())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private Path path(String sha256) {
    return folder.resolve(sha256 + SUFFIX);
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      Files.copy(file, out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
