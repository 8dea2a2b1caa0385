package io.sluice.gateway.osgi;

import io.sluice.gateway.osgi.jar.HangingBackend;
import io.sluice.gateway.osgi.jar.HeapBackend;
import io.sluice.gateway.osgi.jar.ThrowingBackend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The bundle of a writable backend.
 *
 * @param name its symbolic name, and the PID of its configurations
 * @param backend the class of its component
 */
record HeapJar(String name, String version, Class<?> backend) {
  HeapJar(String name, String version) {
    this(name, version, HeapBackend.class);
  }

  /** One whose component hangs when it is made. */
  HeapJar hanging() {
    return new HeapJar(name, version, HangingBackend.class);
  }

  /** One whose handlers throw now and then. */
  HeapJar throwing() {
    return new HeapJar(name, version, ThrowingBackend.class);
  }

  private static final String COMPONENT =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="%1$s"
          configuration-policy="require" deactivate="close" modified="publish"
          configuration-pid="%1$s" init="3">
        <implementation class="%2$s"/>
        <reference name="layers" interface="io.sluice.backend.layer.StoreLayers" parameter="2"/>
      </scr:component>
      """;

  private static final String[] TYPES = {
    "HangingBackend",
    "HeapBackend",
    "HeapBackend$Config",
    "ThrowingBackend",
    "ThrowingBackend$Throwing"
  };

  byte[] bytes() throws IOException {
    Manifest manifest = new Manifest();
    var headers = manifest.getMainAttributes();
    headers.putValue("Manifest-Version", "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", name);
    headers.putValue("Bundle-Version", version);
    headers.putValue("Service-Component", "OSGI-INF/component.xml");
    headers.putValue(
        "Import-Package",
        "io.sluice.backend,io.sluice.backend.layer,io.sluice.backend.osgi,org.osgi.framework,"
            + "io.sluice.gateway.osgi.shared");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      put(
          jar,
          "OSGI-INF/component.xml",
          COMPONENT.formatted(name, backend.getName()).getBytes(StandardCharsets.UTF_8));
      for (String type : TYPES) {
        try (InputStream code = HeapBackend.class.getResourceAsStream(type + ".class")) {
          put(jar, "io/sluice/gateway/osgi/jar/" + type + ".class", code.readAllBytes());
        }
      }
    }
    return bytes.toByteArray();
  }

  private static void put(JarOutputStream jar, String entry, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(entry));
    jar.write(content);
    jar.closeEntry();
  }

  void moveTo(Path file) throws IOException {
    Path whole = Files.write(file.resolveSibling("." + file.getFileName() + ".part"), bytes());
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
