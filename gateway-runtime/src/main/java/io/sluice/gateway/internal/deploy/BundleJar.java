package io.sluice.gateway.internal.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A whole jar that says that it is a bundle. Its identity is its symbolic name and version, not the
 * name of its file.
 *
 * @param symbolicName of the bundle
 * @param version of the bundle
 * @param sha256 of the jar, 64 hexadecimal digits
 * @param copy our private copy, which nobody overwrites
 * @param fileName under which it came
 */
record BundleJar(String symbolicName, Version version, String sha256, Path copy, String fileName) {
  /** OSGi Core 1.3.2; it also stands in names of our files. */
  private static final Pattern SYMBOLIC_NAME =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,150}");

  private static final String SNAPSHOT = "SNAPSHOT";

  /**
   * Reads a private copy, all of it: a copy that misses anything is not taken.
   *
   * @throws DeployProblem when it is no whole jar, or no bundle
   */
  static BundleJar read(Path copy, String sha256, String fileName) throws DeployProblem {
    Attributes headers;
    try {
      JarBounds.requireSmallTable(copy);
      headers = headers(copy);
    } catch (IOException | IllegalArgumentException e) {
      throw new DeployProblem(
          DeployProblem.Retry.WHEN_WHOLE,
          "it is no whole jar (%s): copy it again".formatted(DeployProblem.reason(e)));
    }
    return new BundleJar(symbolicName(headers), version(headers), sha256, copy, fileName);
  }

  private static Attributes headers(Path copy) throws IOException, DeployProblem {
    try (JarFile jar = new JarFile(copy.toFile(), false)) {
      requireWhole(jar);
      Manifest manifest = jar.getManifest();
      return manifest == null ? new Attributes() : manifest.getMainAttributes();
    }
  }

  /** Unpacks all there is and compares the checksums, which {@link JarFile} does not. */
  private static void requireWhole(JarFile jar) throws IOException, DeployProblem {
    JarBounds bounds = new JarBounds();
    for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
      ZipEntry entry = entries.nextElement();
      CRC32 crc = new CRC32();
      try (InputStream content = jar.getInputStream(entry)) {
        bounds.unpack(
            entry, content, new CheckedOutputStream(OutputStream.nullOutputStream(), crc));
      }
      if (entry.getCrc() >= 0 && entry.getCrc() != crc.getValue()) {
        throw new IOException("the checksum of " + entry.getName() + " is wrong");
      }
    }
  }

  private static String symbolicName(Attributes headers) throws DeployProblem {
    String header = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
    if (header == null) {
      throw new DeployProblem("it is no bundle: its manifest names no Bundle-SymbolicName");
    }
    String name = header.split(";", 2)[0].strip();
    if (!SYMBOLIC_NAME.matcher(name).matches()) {
      throw new DeployProblem("its Bundle-SymbolicName is none: " + name);
    }
    return name;
  }

  private static Version version(Attributes headers) throws DeployProblem {
    String header = headers.getValue(Constants.BUNDLE_VERSION);
    if (header == null) {
      throw new DeployProblem("its manifest names no Bundle-Version");
    }
    try {
      return Version.parseVersion(header);
    } catch (IllegalArgumentException e) {
      throw new DeployProblem("its Bundle-Version is none: " + header);
    }
  }

  /** Of one that is still worked on, which may change under one version. */
  boolean isSnapshot() {
    return version.getQualifier().endsWith(SNAPSHOT);
  }

  boolean isSameContent(BundleJar other) {
    return sha256.equals(other.sha256);
  }

  BundleJar copiedTo(Path otherCopy) {
    return new BundleJar(symbolicName, version, sha256, otherCopy, fileName);
  }

  @Override
  public String toString() {
    return symbolicName + ' ' + version;
  }
}
