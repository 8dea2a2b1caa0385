package io.sluice.backend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  private static final Manual MANUAL =
      Manual.of("Make a disk")
          .options(
              Option.of("--blockSize", "BYTES", ""),
              Option.of("--memory", "[SIZE]", ""),
              Option.flag("--create", ""));

  private static String refusal(String... words) {
    return assertThrows(Refusal.class, () -> MANUAL.parse(words)).getMessage();
  }

  @Test
  void shouldTellOptionsFromOperands() {
    Arguments arguments = MANUAL.parse("disk0", "--blockSize", "4096", "--create", "-", "x=y");
    assertEquals(List.of("disk0", "-", "x=y"), arguments.operands());
    assertEquals(Optional.of("4096"), arguments.value("--blockSize"));
    assertTrue(arguments.has("--create"));
    assertFalse(arguments.has("--memory"));
  }

  @Test
  void shouldTakeAnOptionHoweverItIsWritten() {
    for (String word : List.of("--blockSize=512", "--block-size=512", "--blocksize=512")) {
      assertEquals(Optional.of("512"), MANUAL.parse(word).value("--blockSize"));
    }
    assertFalse(MANUAL.parse("--create=false").has("--create"));
  }

  @Test
  void shouldTakeWhatFollowsTwoDashesForOperands() {
    assertEquals(List.of("--create"), MANUAL.parse("--", "--create").operands());
  }

  @Test
  void shouldLeaveOutAValueThatMayBe() {
    Arguments arguments = MANUAL.parse("--memory", "--create");
    assertEquals(Optional.of(""), arguments.value("--memory"));
    assertTrue(arguments.has("--create"));
  }

  @Test
  void shouldSayWhichOptionWasMeant() {
    assertTrue(refusal("--blokSize", "1").contains("Did you mean --blockSize?"));
    assertTrue(refusal("--what").contains("The options are --blockSize, --memory, --create"));
    assertTrue(refusal("--blockSize").contains("--blockSize BYTES"));
    assertTrue(refusal("--create", "--create").contains("twice"));
  }

  @Test
  void shouldAskForTheOnlyOperand() {
    assertEquals("a", MANUAL.parse("a").onlyOperand("Which?"));
    assertThrows(Refusal.class, () -> MANUAL.parse().onlyOperand("Which?"));
    assertThrows(Refusal.class, () -> MANUAL.parse("a", "b").onlyOperand("Which?"));
  }
}
