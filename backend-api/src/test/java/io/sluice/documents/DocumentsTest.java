package io.sluice.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents of the tree can be read in a terminal, and lead where they say. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final int WIDTH = 120;
  private static final int SCREEN = 70;
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#: ]+)(?:#([^) ]*))?\\)");

  @Test
  void shouldHaveNoLineWiderThanATerminal() throws IOException {
    List<String> wide = new ArrayList<>();
    for (Path document : documents()) {
      int number = 0;
      for (String line : prose(document)) {
        number++;
        // A table's row can't be wrapped.
        if (line.length() > WIDTH && !line.startsWith("|")) {
          wide.add(ROOT.relativize(document) + ":" + number);
        }
      }
    }
    assertEquals(List.of(), wide, "lines are wider than 120 columns");
  }

  @Test
  void shouldLinkToWhatIsThere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(String.join("\n", prose(document)));
      while (link.find()) {
        Path target = document.getParent().resolve(link.group(1)).normalize();
        if (!Files.exists(target) || !hasSection(target, link.group(2))) {
          broken.add(ROOT.relativize(document) + ": " + link.group());
        }
      }
    }
    assertEquals(List.of(), broken, "links lead nowhere");
  }

  @Test
  void shouldIntroduceItselfOnOneScreen() throws IOException {
    long lines = Files.readAllLines(ROOT.resolve("README.md")).size();

    assertTrue(lines <= SCREEN, "README.md has " + lines + " lines");
  }

  private static boolean hasSection(Path document, String section) throws IOException {
    if (section == null) {
      return true;
    }
    return prose(document).stream()
        .filter(line -> line.startsWith("#"))
        .anyMatch(line -> anchor(line).equals(section));
  }

  /** As the forges make it of a heading. */
  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+ ", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  /** The lines, those of listings and recorded sessions left empty. */
  private static List<String> prose(Path document) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean listing = false;
    for (String line : Files.readAllLines(document)) {
      boolean fence = line.strip().startsWith("```");
      listing ^= fence;
      lines.add(listing || fence ? "" : line);
    }
    return lines;
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROOT);
        Stream<Path> more = Files.walk(ROOT.resolve("docs"))) {
      Stream.concat(files, more)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .forEach(documents::add);
    }
    assertTrue(documents.size() > 10, "too few documents were found");
    return documents;
  }
}
