package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoggedLinesTest {
  private final List<String> lines = new ArrayList<>();
  private final PrintStream out =
      new PrintStream(new LoggedLines(lines::add), true, StandardCharsets.UTF_8);

  @Test
  void shouldHandOnWholeLines() {
    out.print("one ");
    out.print("line\nand another\r\n\nrest");

    assertEquals(List.of("one line", "and another"), lines);
  }

  @Test
  void shouldKeepCharactersOfSeveralBytesWhole() {
    out.println("größer → 8 MiB");

    assertEquals(List.of("größer → 8 MiB"), lines);
  }

  @Test
  void shouldNotCollectALineWithoutEnd() {
    out.print("x".repeat(20_000));

    assertEquals(2, lines.size());
  }
}
