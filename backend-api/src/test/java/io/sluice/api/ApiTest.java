package io.sluice.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Version;

/** What third parties compile against changes only on purpose, and with its version. */
class ApiTest {
  private static final Path RECORD = Path.of("api.txt");

  /** With {@code -Dsluice.api.write=true}, {@code ./sluice api}, the record is written anew. */
  private static final boolean WRITE = Boolean.getBoolean("sluice.api.write");

  @Test
  void shouldChangeOnlyWithTheVersionOfItsPackage() throws Exception {
    ApiText recorded = ApiText.parse(Files.exists(RECORD) ? Files.readString(RECORD) : "");
    ApiText now = ApiText.ofClasses(Path.of("src/main/java"), Path.of("target/classes"));
    assertFalse(now.packages().isEmpty(), "no exported package was found");

    List<String> wrong = new ArrayList<>();
    for (ApiPackage each : now.packages().values()) {
      ApiPackage was = recorded.packages().get(each.name());
      if (was != null && each.version().compareTo(each.leastAfter(was)) < 0) {
        wrong.add(tooOld(each, was));
      }
    }
    assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));

    if (WRITE) {
      Files.writeString(RECORD, now.write());
    }
    assertEquals(
        now.write(),
        Files.readString(RECORD),
        "the API has changed, with its versions: look at the change, then ./sluice api");
  }

  private static String tooOld(ApiPackage now, ApiPackage was) {
    StringBuilder text = new StringBuilder(now.name());
    text.append(" has changed and must have @Version(\"").append(now.leastAfter(was));
    text.append("\") or higher in its package-info.java; then ./sluice api:");
    was.linesNotIn(now).forEach(line -> text.append("\n  - ").append(line));
    now.linesNotIn(was).forEach(line -> text.append("\n  + ").append(line));
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource({
    // version, before, now, least version after
    "0.1.0, a, a, 0.1.0",
    "0.1.0, a, a b, 0.1.1",
    "0.1.4, a b, a, 0.2.0",
    "0.1.0, a, c, 0.2.0",
    "1.2.3, a, a b, 1.3.0",
    "1.2.3, a b, b, 2.0.0",
  })
  void shouldAskForAStepByWhatChanged(String version, String before, String now, String least) {
    ApiPackage was = packageOf(version, before);

    assertEquals(new Version(least), packageOf(version, now).leastAfter(was));
  }

  @Test
  void shouldTakeANewAbstractMethodForABreach() {
    ApiPackage was = packageOf("1.0.0", "x");
    ApiPackage now = packageOf("1.0.0", "x");
    now.lines().add("T : public abstract void more()");
    ApiPackage newType = packageOf("1.0.0", "x");
    newType.lines().add("U : public abstract interface");

    assertEquals(new Version(2, 0, 0), now.leastAfter(was));
    assertEquals(new Version(1, 1, 0), newType.leastAfter(was));
  }

  @Test
  void shouldReadWhatItHasWritten() throws Exception {
    ApiText now = ApiText.ofClasses(Path.of("src/main/java"), Path.of("target/classes"));

    assertEquals(now, ApiText.parse(now.write()));
  }

  private static ApiPackage packageOf(String version, String members) {
    TreeSet<String> lines = new TreeSet<>();
    for (String member : members.split(" ", -1)) {
      lines.add("T : public int " + member);
    }
    return new ApiPackage("p", new Version(version), lines);
  }
}
