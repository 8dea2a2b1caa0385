package io.sluice.backend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void shouldAlignColumnsAndEndLinesWithoutSpaces() {
    Table table = new Table("NAME", "NOTE").row("a", "").row("longer", "b c");
    assertEquals("NAME    NOTE\na       -\nlonger  b c\n", table.toString());
  }

  @Test
  void shouldRefuseARowOfAnotherLength() {
    assertThrows(IllegalArgumentException.class, () -> new Table("A").row("1", "2"));
  }

  @Test
  void shouldEscapeWhatATerminalWouldObey() {
    assertEquals("A\n\\u009b\\u202e\\u000a\n", new Table("A").row("\u009b\u202e\n").toString());
  }
}
