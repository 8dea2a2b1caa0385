package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code ./sluice soak} runs the long variant of each test that has one. */
class SoakTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** How a test reads a property. */
  private static final Pattern READ =
      Pattern.compile("get(?:Integer|Long|Property|Boolean)\\(\\s*\"(sluice\\.[a-z0-9.]+)\"");

  private static final Pattern PASSED = Pattern.compile("-D(sluice\\.[a-z0-9.]+)=");
  private static final Pattern CHOSEN = Pattern.compile("-D(?:it\\.)?test='([^']*)'");

  /** To repeat or choose a part of a test, and to write a text: they make nothing longer. */
  private static final Set<String> NOT_LONGER =
      Set.of(
          "sluice.api.write",
          "sluice.fuzz.seed",
          "sluice.fuzz.target",
          "sluice.jcstress.tests",
          "sluice.property.seed",
          "sluice.docs.write");

  private final Map<String, Set<String>> testsOf = new TreeMap<>();
  private String soak;

  @BeforeEach
  void read() throws IOException {
    String script = Files.readString(ROOT.resolve("sluice"));
    int begin = script.indexOf("\nsoak() {");
    soak = script.substring(begin, script.indexOf("\n}\n", begin));
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> tests =
          files
              .filter(file -> file.toString().contains("/src/test/java/"))
              .filter(file -> file.toString().endsWith(".java"))
              .toList();
      for (Path file : tests) {
        Matcher matcher = READ.matcher(Files.readString(file));
        String name = file.getFileName().toString().replace(".java", "");
        while (matcher.find()) {
          testsOf.computeIfAbsent(matcher.group(1), property -> new TreeSet<>()).add(name);
        }
      }
    }
    testsOf.keySet().removeAll(NOT_LONGER);
  }

  @Test
  void shouldBeToldEachPropertyThatMakesATestLonger() {
    assertTrue(testsOf.size() > 5, testsOf::toString);
    Set<String> passed =
        PASSED.matcher(soak).results().map(each -> each.group(1)).collect(Collectors.toSet());
    assertEquals(testsOf.keySet(), passed);
  }

  @Test
  void shouldRunEachTestThatCanBeLonger() {
    List<Pattern> chosen =
        CHOSEN
            .matcher(soak)
            .results()
            .flatMap(each -> Stream.of(each.group(1).split(",", -1)))
            .map(glob -> Pattern.compile(glob.replaceFirst("#.*", "").replace("*", ".*")))
            .toList();
    testsOf.forEach(
        (property, tests) ->
            tests.stream()
                .filter(test -> test.endsWith("Test") || test.endsWith("IT"))
                .forEach(
                    test ->
                        assertTrue(
                            chosen.stream().anyMatch(each -> each.matcher(test).matches()),
                            () -> test + ", which " + property + " makes longer, is not run")));
  }
}
