package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A distribution tells of all that it ships under whose licence it is. */
class NoticesIT {
  /** {@code group:artifact:version LICENCE address}. */
  private static final Pattern LISTED =
      Pattern.compile("^[^:# ]+:([^: ]+):([^: ]+)  ([A-Za-z0-9.-]+)(?:  .*)?$");

  @TempDir Path base;
  private Path home;

  @BeforeEach
  void findDistribution() throws IOException {
    home = RunningGateway.Distribution.built(base).home();
  }

  @Test
  void shouldListEveryShippedPartWithItsLicence() throws Exception {
    Set<String> listed = listed();

    assertTrue(shipped().stream().anyMatch(part -> part.startsWith("jna-")), "no parts found");
    for (String part : shipped()) {
      assertTrue(listed.contains(part), part + " is not in THIRD-PARTY.txt");
    }
  }

  @Test
  void shouldHoldTheTextOfEveryLicence() throws Exception {
    for (String part : shipped()) {
      Path folder = home.resolve("licenses").resolve(nameOf(part));
      assertTrue(Files.isDirectory(folder), "no text for " + part + ": " + folder);
      try (Stream<Path> files = Files.walk(folder)) {
        assertTrue(
            files.anyMatch(file -> file.getFileName().toString().matches("LICENSE.*|AL2.0")),
            "no licence in " + folder);
      }
    }
  }

  @Test
  void shouldKeepNoNoticeOfWhatIsNotShipped() throws Exception {
    assertEquals(shipped(), listed());
  }

  @Test
  void shouldCarryItsOwnLicenceInEveryJar() throws Exception {
    for (Path jar : jars()) {
      if (isOurs(jar)) {
        try (JarFile file = new JarFile(jar.toFile())) {
          assertTrue(file.getEntry("META-INF/LICENSE") != null, jar + " has no LICENSE");
          assertTrue(file.getEntry("META-INF/NOTICE") != null, jar + " has no NOTICE");
        }
      }
    }
    for (String name : List.of("LICENSE", "NOTICE", "CHANGELOG.md", "SECURITY.md")) {
      assertTrue(Files.isRegularFile(home.resolve(name)), name + " is not in the distribution");
    }
  }

  @Test
  void shouldTellWhereToReportOrThatNoAddressWasSet() throws Exception {
    assertFalse(Files.readString(home.resolve("SECURITY.md")).contains("${"));
  }

  @Test
  void shouldNameEveryShippedPartInItsBillOfMaterials() throws Exception {
    String bill = Files.readString(home.resolve("sluice.cdx.json"));

    for (String part : shipped()) {
      String reference = "/" + nameOf(part) + "@" + part.substring(nameOf(part).length() + 1);
      assertTrue(bill.contains(reference), reference + " is not in sluice.cdx.json");
    }
    assertTrue(bill.contains("/backend-api@"), "our own parts are not in sluice.cdx.json");
  }

  private Set<String> listed() throws IOException {
    Set<String> listed = new TreeSet<>();
    for (String line : Files.readAllLines(home.resolve("THIRD-PARTY.txt"))) {
      Matcher matcher = LISTED.matcher(line);
      if (matcher.matches()) {
        listed.add(matcher.group(1) + "-" + matcher.group(2));
      }
    }
    return listed;
  }

  /** The parts of others: jars, and what is held inside our own. */
  private Set<String> shipped() throws IOException {
    Set<String> parts = new TreeSet<>();
    for (Path jar : jars()) {
      if (isOurs(jar)) {
        parts.addAll(heldInside(jar));
      } else {
        parts.add(baseName(jar.getFileName().toString()));
      }
    }
    return parts;
  }

  /** Of the classes that are not ours, the jars on the class path that they come from. */
  private static Set<String> heldInside(Path jar) throws IOException {
    Set<String> parts = new TreeSet<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      List<String> foreign =
          file.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.endsWith(".class") && !name.startsWith("io/sluice/"))
              .toList();
      for (String name : foreign) {
        parts.add(baseName(originOf(name, jar)));
      }
    }
    return parts;
  }

  /** The jar on the class path, other than ours, that has the class. */
  private static String originOf(String name, Path holder) throws IOException {
    for (URL place : Collections.list(NoticesIT.class.getClassLoader().getResources(name))) {
      if (place.openConnection() instanceof JarURLConnection connection) {
        Path jar = Path.of(connection.getJarFileURL().getPath());
        if (!isOurs(jar)) {
          return jar.getFileName().toString();
        }
      }
    }
    return fail(holder + " holds " + name + ", of which nobody knows where it comes from");
  }

  private List<Path> jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String folder : List.of("lib", "system")) {
      try (Stream<Path> files = Files.walk(home.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".jar")).forEach(jars::add);
      }
    }
    return jars;
  }

  private static boolean isOurs(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().anyMatch(entry -> entry.getName().startsWith("io/sluice/"));
    }
  }

  private static String baseName(String jar) {
    return jar.substring(0, jar.length() - ".jar".length());
  }

  private static String nameOf(String part) {
    return part.replaceFirst("-[0-9].*$", "");
  }
}
