package io.sluice.gateway.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A sentence is made for a person. Code that reads it again to decide what to do breaks as soon as
 * somebody writes it better, and no compiler says so.
 */
class SentencesTest {
  /** A text of a view, a record of a swap or a refusal that is looked into. */
  private static final Pattern READ_AGAIN =
      Pattern.compile(
          "\\b(reason|note|remark|label|problem|why|failure)\\(\\)\\s*"
              + "\\.(contains|startsWith|endsWith|matches|indexOf|split|substring|replace\\w*)\\(");

  @Test
  void shouldBeReadByPeopleAlone() throws IOException {
    List<String> found = new ArrayList<>();
    List<Path> sources = sources();
    assertFalse(sources.isEmpty());
    for (Path file : sources) {
      Matcher hit = READ_AGAIN.matcher(Files.readString(file));
      while (hit.find()) {
        found.add(file + ": " + hit.group());
      }
    }
    assertEquals(List.of(), found);
  }

  /** Of every module, whichever there are. */
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String modules : List.of("..", "../backends")) {
      try (Stream<Path> folders = Files.list(Path.of(modules))) {
        for (Path code : folders.map(module -> module.resolve("src/main/java")).toList()) {
          if (Files.isDirectory(code)) {
            try (Stream<Path> files = Files.walk(code)) {
              files.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
            }
          }
        }
      }
    }
    return sources;
  }
}
