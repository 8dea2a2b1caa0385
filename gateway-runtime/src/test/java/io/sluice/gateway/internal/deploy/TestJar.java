package io.sluice.gateway.internal.deploy;

import io.sluice.gateway.internal.deploy.jar.QuietActivator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle's jar, made on the spot. */
final class TestJar {
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final List<Class<?>> classes = new ArrayList<>();
  private String text = "";

  /** A bundle that does nothing. */
  static TestJar of(String symbolicName, String version) {
    return new TestJar()
        .with("Bundle-ManifestVersion", "2")
        .with("Bundle-SymbolicName", symbolicName)
        .with("Bundle-Version", version)
        .with("Import-Package", "org.osgi.framework")
        .activatedBy(QuietActivator.class);
  }

  static TestJar withoutHeaders() {
    return new TestJar();
  }

  TestJar with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  TestJar importing(String packageName) {
    return with("Import-Package", "org.osgi.framework," + packageName);
  }

  TestJar without(String header) {
    headers.remove(header);
    return this;
  }

  TestJar activatedBy(Class<?> activator) {
    classes.clear();
    classes.add(activator);
    if (activator.getSimpleName().equals("StopHangingActivator")) {
      classes.add(io.sluice.gateway.internal.deploy.jar.HangingActivator.class);
    }
    return with("Bundle-Activator", activator.getName());
  }

  /** Other content, the same bundle. */
  TestJar saying(String content) {
    text = content;
    return this;
  }

  byte[] bytes() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    headers.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      put(jar, "text", text.getBytes(StandardCharsets.UTF_8));
      for (Class<?> type : classes) {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream code = type.getClassLoader().getResourceAsStream(name)) {
          put(jar, name, code.readAllBytes());
        }
      }
    }
    return bytes.toByteArray();
  }

  private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
    JarEntry entry = new JarEntry(name);
    entry.setTime(0);
    jar.putNextEntry(entry);
    jar.write(content);
    jar.closeEntry();
  }

  /** Puts it there at once as a whole. */
  void moveTo(Path file) throws IOException {
    Path whole = Files.write(file.resolveSibling("." + file.getFileName() + ".tmp"), bytes());
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
