package io.sluice.backend.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.osgi.AcceptedConfigurations.Taken;
import io.sluice.property.Any;
import io.sluice.property.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptedConfigurationsTest {
  @TempDir Path var;

  /** Keys of a configuration. */
  @interface Keys {
    String path() default "";

    @Within(min = 1, max = 9)
    int threads() default 1;
  }

  private AcceptedConfigurations accepted(boolean unjudged) {
    return new AcceptedConfigurations(Optional.of(AcceptedFolder.in(var)), unjudged);
  }

  private static ConfigValues file(String... keysAndValues) {
    Map<String, Object> values = new HashMap<>();
    values.put("service.pid", "io.sluice.test~a");
    values.put("felix.fileinstall.filename", "file:/etc/io.sluice.test-a.cfg");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new ConfigValues(values, Keys.class);
  }

  private static String read(Map<String, ?> properties) throws ConfigException {
    ConfigValues values = new ConfigValues(properties, Keys.class);
    values.requireKnownKeys();
    int unused = values.number("threads");
    return values.requiredText("path");
  }

  private Taken<String> take(ConfigValues values) {
    return accepted(false).take(values, false, AcceptedConfigurationsTest::read);
  }

  @Test
  void shouldServeWhatWasAcceptedLastWhereAFileIsRefusedAtAStart() {
    assertEquals(Optional.of("/a"), take(file("path", "/a")).value());
    assertEquals(Optional.of("/b"), take(file("path", "/b")).value());

    Taken<String> refused = take(file("path", "/c", "treads", "2"));

    assertEquals(Optional.of("/b"), refused.value());
    assertTrue(refused.problem().get().reason().startsWith("unknown key treads"));
    assertEquals(Optional.of("/b"), take(file("path", "/c", "threads", "many")).value());
    assertEquals(Optional.of("/d"), take(file("path", "/d")).value());
  }

  @Test
  void shouldServeWhatWasAcceptedLastWhereAKeyStandsTwice() throws IOException {
    Path etc = Files.writeString(var.resolve("a.cfg"), "path = /a\n");
    String url = etc.toUri().toString();
    assertEquals(
        Optional.of("/a"), take(file("felix.fileinstall.filename", url, "path", "/a")).value());
    Files.writeString(etc, "path = /c\npath = /b\n");

    Taken<String> refused = take(file("felix.fileinstall.filename", url, "path", "/b"));

    assertEquals(Optional.of("/a"), refused.value());
    assertEquals(
        "path stands in line 1 and again in line 2: take one of them out",
        refused.problem().get().reason());
    assertEquals(
        Optional.of("/a"),
        take(file("felix.fileinstall.filename", url, "path", "/a")).value(),
        "also where it was served by an earlier version, to which the last one counted");
    Files.writeString(etc, "path = /b\n");
    Taken<String> mended = take(file("felix.fileinstall.filename", url, "path", "/b"));
    assertEquals(Optional.empty(), mended.problem());
    assertEquals(Optional.of("/b"), mended.value());
  }

  @Test
  void shouldServeAFileOf010WithAKeyTwiceAsItWasServed() throws IOException {
    Path etc = Files.writeString(var.resolve("a.cfg"), "path = /c\npath = /b\n");
    ConfigValues values = file("felix.fileinstall.filename", etc.toUri().toString(), "path", "/b");
    assertEquals(
        Optional.of("/b"),
        accepted(true).take(values, false, AcceptedConfigurationsTest::read).value());
    assertTrue(
        accepted(false).take(values, true, AcceptedConfigurationsTest::read).problem().isPresent());
  }

  @Test
  void shouldMakeNothingOfTheAcceptedWhereSomethingServes() {
    take(file("path", "/a"));
    Taken<String> refused =
        accepted(false).take(file("paht", "/c"), true, AcceptedConfigurationsTest::read);
    assertEquals(Optional.empty(), refused.value());
    assertTrue(refused.problem().isPresent());
  }

  /** Such as for a file of secrets that it names, which is another one now. */
  @Test
  void shouldNotServeTheVeryTextThatIsRefused() {
    take(file("path", "/a"));
    Taken<String> refused =
        accepted(false)
            .take(
                file("path", "/a"),
                false,
                properties -> {
                  throw file("path", "/a").problem("path", "/a", "is wrong now");
                });
    assertEquals(Optional.empty(), refused.value());
  }

  @Test
  void shouldServeNothingOfANewFileThatIsRefused() {
    assertEquals(Optional.empty(), take(file("paht", "/a")).value());
  }

  @Test
  void shouldForgetWhatWasAcceptedOfAFileThatIsDeleted() throws IOException {
    take(file("path", "/a"));
    accepted(false).forget("io.sluice.test~a");
    assertEquals(Optional.empty(), take(file("paht", "/a")).value());

    take(file("path", "/a"));
    Path etc = Files.createDirectory(var.resolve("etc"));
    Path kept = Files.createFile(etc.resolve("io.sluice.test-a.cfg"));
    AcceptedFolder.in(var).retain(etc);
    assertEquals(Optional.of("/a"), take(file("paht", "/a")).value());
    Files.delete(kept);
    AcceptedFolder.in(var).retain(etc);
    assertEquals(Optional.empty(), take(file("paht", "/a")).value());
  }

  @Test
  void shouldKeepItWhereOnlyItsOwnerMayRead() throws IOException {
    take(file("path", "https://host/?token=secret"));
    Path folder = var.resolve("accepted");
    Path file = folder.resolve("io.sluice.test-a.cfg");
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  /** It is not forced to the disk. */
  @Test
  void shouldServeNothingOfATextThatALossOfPowerHasCutOff() throws IOException {
    take(file("path", "/a", "threads", "2"));
    Path file = var.resolve("accepted/io.sluice.test-a.cfg");
    String text = Files.readString(file);
    for (int length = 0; length < text.length(); length++) {
      Files.writeString(file, text.substring(0, length));
      assertEquals(Optional.empty(), take(file("paht", "/a")).value(), "cut at " + length);
    }
  }

  @Test
  void shouldServeOnWhatAnEarlierVersionServedWithKeysThatItIgnored() {
    ConfigValues written = file("path", "/a", "treads", "2");
    Taken<String> taken =
        accepted(true).take(written, false, key -> true, AcceptedConfigurationsTest::read);
    assertEquals(Optional.of("/a"), taken.value());
    assertTrue(taken.problem().isPresent());
    assertEquals(Optional.of("/a"), take(written).value(), "and at the next start, too");
  }

  /** Such as an option of the transport that a logical unit is exported by. */
  @Test
  void shouldServeOnWithTheKeysThatAnEarlierVersionKnew() {
    AcceptedConfigurations.Ignored ignored =
        new AcceptedConfigurations.Ignored() {
          @Override
          public boolean isHarmless(String key) {
            return true;
          }

          @Override
          public boolean knew(String key) {
            return key.startsWith("iscsi.");
          }
        };
    Taken<String> taken =
        accepted(true)
            .take(
                file("path", "/a", "treads", "2", "iscsi.lun", "3"),
                false,
                ignored,
                properties -> {
                  ConfigValues values = new ConfigValues(properties, Keys.class);
                  values.requireKnownKeys(key -> key.startsWith("iscsi."));
                  return String.valueOf(properties.get("iscsi.lun"));
                });
    assertEquals(Optional.of("3"), taken.value());
  }

  @Test
  void shouldServeNothingWithAKeyThatMayHaveBeenToKeepSomebodyOut() {
    ConfigValues written = file("path", "/a", "treads", "2", "chapfile", "x");
    Taken<String> taken =
        accepted(true).take(written, false, "treads"::equals, AcceptedConfigurationsTest::read);
    assertEquals(Optional.empty(), taken.value());
  }

  @Test
  void shouldTakeNoFileWithUnknownKeysOnceAllHaveBeenJudged() {
    assertFalse(AcceptedFolder.in(var).isJudged());
    AcceptedFolder.in(var).judge();
    assertTrue(AcceptedFolder.in(var).isJudged());
    Taken<String> taken =
        accepted(false)
            .take(
                file("path", "/a", "treads", "2"),
                false,
                key -> true,
                AcceptedConfigurationsTest::read);
    assertEquals(Optional.empty(), taken.value());
  }

  @Property(tries = 200)
  void shouldReadBackAnyValue(Any any) throws IOException {
    String value = any.text(255);
    Path folder = Files.createTempDirectory("accepted");
    AcceptedFolder kept = AcceptedFolder.in(folder);
    kept.write(file("path", value).properties());
    assertEquals(
        Optional.of(Map.of("path", value.strip())),
        kept.read("io.sluice.test~a"),
        folder::toString);
    Files.delete(folder.resolve("accepted/io.sluice.test-a.cfg"));
    Files.delete(folder.resolve("accepted"));
    Files.delete(folder);
  }
}
