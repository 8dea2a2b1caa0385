package io.sluice.gateway.osgi;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The built example of a backend, under other versions and with faults. */
final class LbaJar {
  static final String NAME = "io.sluice.example.lba";
  private static final String COMPONENT = "OSGI-INF/io.sluice.example.lba.LbaBackend.xml";

  private final String version;
  private final UnaryOperator<String> component;

  private LbaJar(String version, UnaryOperator<String> component) {
    this.version = version;
    this.component = component;
  }

  static LbaJar of(String version) {
    return new LbaJar(version, xml -> xml);
  }

  /** One whose component can't be made. */
  LbaJar withoutClass() {
    return new LbaJar(version, xml -> xml.replace("lba.LbaBackend\"", "lba.Missing\""));
  }

  /** One whose component fails when it is made. */
  LbaJar withWrongClass() {
    return new LbaJar(version, xml -> xml.replace("lba.LbaBackend\"", "lba.LbaVolume\""));
  }

  /** One that reads other configurations, so it offers none of the handlers in use. */
  LbaJar withoutHandlers() {
    return new LbaJar(
        version,
        xml ->
            xml.replace(
                "configuration-pid=\"io.sluice.example.lba\"",
                "configuration-pid=\"io.sluice.example.other\""));
  }

  byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarFile built = new JarFile(built().toFile())) {
      Manifest manifest = built.getManifest();
      manifest.getMainAttributes().putValue("Bundle-Version", version);
      try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
        for (JarEntry entry : Collections.list(built.entries())) {
          if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
            JarEntry copy = new JarEntry(entry.getName());
            copy.setTime(0);
            jar.putNextEntry(copy);
            jar.write(content(built, entry));
            jar.closeEntry();
          }
        }
      }
    }
    return bytes.toByteArray();
  }

  private byte[] content(JarFile built, JarEntry entry) throws IOException {
    byte[] content = built.getInputStream(entry).readAllBytes();
    return entry.getName().equals(COMPONENT)
        ? component
            .apply(new String(content, StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8)
        : content;
  }

  private static Path built() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.matches(".*/lba-backend[^/]*\\.jar"))
        .map(Path::of)
        .findFirst()
        .orElseThrow(() -> new AssertionError("the example is built in the phase package"));
  }

  /** Puts it there at once as a whole, as a person should. */
  void moveTo(Path file) throws IOException {
    Path whole = Files.write(file.resolveSibling("." + file.getFileName() + ".part"), bytes());
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
