package io.sluice.systemtests.chaos;

import io.sluice.systemtests.chaos.jar.HangingActivator;
import io.sluice.systemtests.chaos.jar.ThrowingActivator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Versions of one backend's jar, good ones and bad ones, put into the bundles folder. */
final class BackendJars {
  /** What can be wrong with a jar. */
  enum Damage {
    TRUNCATED,
    UNRESOLVABLE,
    THROWING,
    HANGING
  }

  private final Path original;
  private final Path file;
  private int version;

  /**
   * @param original the jar as it was built
   * @param file where it is dropped in
   */
  BackendJars(Path original, Path file) {
    this.original = original;
    this.file = file;
  }

  /** The file that is dropped in. */
  Path file() {
    return file;
  }

  /** A version that works, newer than all before. */
  String dropNewer() throws IOException {
    Manifest manifest = manifest();
    put(jar(manifest, null));
    return version(manifest);
  }

  /** A version that does not work, newer than all before. */
  String dropDamaged(Damage damage) throws IOException {
    Manifest manifest = manifest();
    Class<?> activator = null;
    switch (damage) {
      case UNRESOLVABLE -> append(manifest, "Import-Package", "no.such.thing");
      case THROWING -> activator = ThrowingActivator.class;
      case HANGING -> activator = HangingActivator.class;
      case TRUNCATED -> {}
    }
    if (activator != null) {
      manifest.getMainAttributes().putValue("Bundle-Activator", activator.getName());
      append(manifest, "Import-Package", "org.osgi.framework");
    }
    byte[] jar = jar(manifest, activator);
    put(damage == Damage.TRUNCATED ? Arrays.copyOf(jar, jar.length / 2) : jar);
    return version(manifest);
  }

  void remove() throws IOException {
    Files.deleteIfExists(file);
  }

  /** The bytes that are dropped in now. */
  byte[] content() throws IOException {
    return Files.readAllBytes(file);
  }

  /** Puts it there at once as a whole, as a person should. */
  void put(byte[] jar) throws IOException {
    Path whole = file.resolveSibling("." + file.getFileName() + ".part");
    Files.write(whole, jar);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String version(Manifest manifest) {
    return manifest.getMainAttributes().getValue("Bundle-Version");
  }

  private static void append(Manifest manifest, String header, String value) {
    String before = manifest.getMainAttributes().getValue(header);
    boolean has = before != null && before.contains(value);
    manifest
        .getMainAttributes()
        .putValue(header, before == null ? value : has ? before : before + "," + value);
  }

  private Manifest manifest() throws IOException {
    version++;
    try (JarFile jar = new JarFile(original.toFile())) {
      Manifest manifest = new Manifest(jar.getManifest());
      manifest.getMainAttributes().putValue("Bundle-Version", "1.0." + version);
      return manifest;
    }
  }

  private byte[] jar(Manifest manifest, Class<?> extra) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarFile from = new JarFile(original.toFile());
        JarOutputStream to = new JarOutputStream(bytes, manifest)) {
      for (Enumeration<JarEntry> all = from.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
          try (InputStream in = from.getInputStream(entry)) {
            add(to, entry.getName(), in);
          }
        }
      }
      if (extra != null) {
        String name = extra.getName().replace('.', '/') + ".class";
        try (InputStream in = extra.getClassLoader().getResourceAsStream(name)) {
          add(to, name, in);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static void add(JarOutputStream to, String name, InputStream content) throws IOException {
    to.putNextEntry(new JarEntry(name));
    content.transferTo(to);
    to.closeEntry();
  }
}
