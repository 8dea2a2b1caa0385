package io.sluice.launcher;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.ConfigurationCheckup.Judged;
import io.sluice.launcher.RunningGateway.Distribution;
import io.sluice.launcher.RunningGateway.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One policy for every kind of file that a bundle of the distribution reads. */
class ConfigurationCheckupIT {
  /** A file of each kind that is taken. */
  static final Map<String, String> TAKEN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("io.sluice.backend.fault-a", "on = file:/srv/a.img\n"),
              Map.entry("io.sluice.backend.file-a", "path = /srv/a.img\n"),
              Map.entry("io.sluice.backend.http-a", "url = http://127.0.0.1:1/a.img\n"),
              Map.entry("io.sluice.backend.image-a", "format = gzip\nimage = file:/srv/a.img.gz\n"),
              Map.entry("io.sluice.backend.memory-a", "size = 1M\n"),
              Map.entry(
                  "io.sluice.backend.overlay-a", "base = file:/srv/a.img\npath = /srv/b.qcow2\n"),
              Map.entry("io.sluice.bundles", "allowDowngrade = true\n"),
              Map.entry("io.sluice.cache.http", "memory = 1M\n"),
              Map.entry("io.sluice.cache.image", "memory = 1M\n"),
              Map.entry("io.sluice.gateway", "adopt = false\n"),
              Map.entry("io.sluice.iscsi-a", "portals = 127.0.0.1:3262\n"),
              Map.entry("io.sluice.lun-a", "transports = iscsi\n"),
              Map.entry("io.sluice.posix", "lockMemory = false\n"),
              Map.entry("io.sluice.tcmu", "instance = a\n"),
              Map.entry("io.sluice.tcmu.iscsi-a", "luns = a:0\ndemoMode = true\n")));

  @TempDir Path base;
  private Path etc;
  private DescribedBundles bundles;
  private Distribution distribution;

  static Set<String> kinds() {
    return TAKEN.keySet();
  }

  @BeforeEach
  void findDistribution() throws IOException {
    distribution = Distribution.built(base);
    etc = base.resolve("etc");
    bundles = DescribedBundles.in(distribution.home().resolve("system"), base.resolve("bundles"));
  }

  private static String kindOf(String name) {
    return name.replaceFirst("-a$", "");
  }

  private Judged judge(String name, byte[] content) throws IOException {
    Files.write(etc.resolve(name + ".cfg"), content);
    List<Judged> judged = new ConfigurationCheckup(etc, bundles).examine();
    assertEquals(1, judged.size(), judged::toString);
    return judged.get(0);
  }

  private void assertRefused(String name, String content, String because) throws IOException {
    Judged judged = judge(name, content.getBytes(UTF_8));
    assertTrue(judged.problem().contains(because), () -> content + "\nwas taken: " + judged);
    assertTrue(judged.problem().startsWith(name + ".cfg: "), judged::problem);
  }

  @Test
  void shouldKnowEveryKindThatABundleOfTheDistributionReads() {
    Set<String> read = new TreeSet<>(bundles.pids());
    read.removeIf(pid -> !pid.startsWith("io.sluice."));
    Set<String> known = new TreeSet<>();
    TAKEN.keySet().forEach(name -> known.add(kindOf(name)));
    assertEquals(read, known);
    assertEquals(List.of(), bundles.problems());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void shouldRefuseAnyMistakeInAnyKindOfFile(String name) throws IOException {
    String taken = TAKEN.get(name);
    Judged judged = judge(name, taken.getBytes(UTF_8));
    assertEquals("", judged.problem());
    assertEquals("", judged.unjudged());

    assertRefused(name, "\ufeff" + taken, "begins with a byte order mark");
    String key0 = taken.substring(0, taken.indexOf(' '));
    assertRefused(
        name,
        "# twice\n" + taken + key0 + " = x\n",
        key0 + " stands in line 2 and again in line " + (taken.lines().count() + 2));
    assertTrue(judge(name, taken.getBytes(UTF_16)).problem().contains("is UTF-16"));
    for (Map.Entry<String, DescribedKeys.Key> key :
        bundles.keysOf(kindOf(name)).orElseThrow().keys().entrySet()) {
      assertRefused(name, taken + key.getKey() + "x = 1\n", "unknown key " + key.getKey() + "x");
      assertRefused(name, taken + key.getKey() + "x = 1\n", "Did you mean ");
      for (String wrong : wrong(key.getValue())) {
        assertRefused(name, taken + key.getKey() + " = " + wrong + "\n", key.getKey());
      }
    }
  }

  /** Bounds stand in Metatype and in the reader: here they are held to each other. */
  private static List<String> wrong(DescribedKeys.Key key) {
    List<String> wrong = new ArrayList<>();
    if (key.type().equals("Boolean")) {
      wrong.add("perhaps");
    }
    if (key.type().equals("Integer")) {
      wrong.add("many");
    }
    if (!key.min().isEmpty()) {
      wrong.add(Long.toString(Long.parseLong(key.min()) - 1));
      wrong.add(Long.toString(Long.parseLong(key.max()) + 1));
    }
    return wrong;
  }

  @Test
  void shouldRefuseAnOptionThatATransportDoesNotHave() throws IOException {
    String lun = "io.sluice.lun-a";
    assertFalse(judge(lun, "transports = iscsi\niscsi.lun = 3\n".getBytes(UTF_8)).isRefused());
    assertRefused(lun, "transports = iscsi\niscsi.lum = 3\n", "Did you mean iscsi.lun?");
    assertRefused(lun, "tcmu.hwMaxSectors = all\n", "tcmu.hwMaxSectors = all: is a whole number");
  }

  @Test
  void shouldJudgeBundlesOfOthersByWhatTheyDescribe() throws IOException {
    Files.createDirectories(base.resolve("bundles"));
    String described =
        """
        <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.3.0">
          <OCD id="any"><AD id="chunk" type="Integer" min="1" max="9" required="false"/>
          <AD id="store" type="String"/></OCD>
          <Designate factoryPid="com.acme.chunks"><Object ocdref="any"/></Designate>
        </metatype:MetaData>
        """;
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(base.resolve("bundles/acme.jar")))) {
      jar.putNextEntry(new JarEntry("OSGI-INF/metatype/any.xml"));
      jar.write(described.getBytes(UTF_8));
      jar.closeEntry();
    }
    bundles = DescribedBundles.in(distribution.home().resolve("system"), base.resolve("bundles"));

    String name = "com.acme.chunks-a";
    assertFalse(judge(name, "store = x\nchunk = 9\n".getBytes(UTF_8)).isRefused());
    assertRefused(name, "store = x\nchunck = 9\n", "unknown key chunck. Did you mean chunk?");
    assertRefused(name, "store = x\nchunk = 10\n", "chunk = 10: is a whole number, 1 to 9");
    assertRefused(name, "chunk = 1\n", "store is missing");
  }

  @Test
  void shouldTellBeforeAnUpgradeWhichFilesWouldBeRefused() throws Exception {
    Files.writeString(etc.resolve("io.sluice.lun-a.cfg"), "transports = iscsi\n");
    Result good = distribution.call("doctor", "--etc", etc.toString());
    assertEquals(0, good.exitCode(), good::output);
    assertTrue(good.output().contains("OK   io.sluice.lun-a.cfg"), good::output);

    Files.writeString(etc.resolve("io.sluice.iscsi-a.cfg"), "chapfile = a.secrets\n");
    Files.writeString(etc.resolve("io.sluice.backnd.file-a.cfg"), "path = /srv/a.img\n");
    Result bad = distribution.call("doctor", "--etc", etc.toString());
    assertEquals(1, bad.exitCode(), bad::output);
    assertTrue(
        bad.output()
            .contains("NO   io.sluice.iscsi-a.cfg: unknown key chapfile. Did you mean chapFile?"),
        bad::output);
    assertTrue(bad.output().contains("Did you mean io.sluice.backend.file?"), bad::output);
    assertTrue(bad.output().contains("refuses 2 of 3 files"), bad::output);
    assertEquals(2, distribution.call("doctor", "--etc").exitCode());
  }
}
