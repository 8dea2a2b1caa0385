package io.sluice.backend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every command has without doing anything for it. */
class ShellCommandTest {
  private static final Manual WIPE =
      Manual.of("Wipe a disk", "disk:wipe one --yes").operands("NAME").completedBy("disk:names");

  private final List<String> wiped = new ArrayList<>();
  private final ShellCommand wipe =
      ShellCommand.acting("disk:wipe", WIPE, call -> wiped.addAll(call.arguments().operands()))
          .losing("all of it is lost");

  private final CommandCaller nobody = new CommandCaller(() -> List.of(wipe, size(), names()));

  private static ShellCommand size() {
    return ShellCommand.telling(
        "disk:size",
        Manual.of("Tell a disk's size", "disk:size one"),
        call -> new Told(() -> Map.of("bytes", 512), () -> "512 bytes\n"));
  }

  private static ShellCommand names() {
    return ShellCommand.names("disk:names", "The names of all disks", () -> List.of("one", "two"));
  }

  /** Whoever is at the terminal says the same to every question. */
  private record Answered(String says) implements Conversation {
    @Override
    public boolean isPossible() {
      return true;
    }

    @Override
    public Optional<String> ask(String question, boolean echo) {
      assertTrue(question.contains("disk:wipe one: all of it is lost."), question);
      return Optional.of(says);
    }
  }

  private record At(Manual manual, String says, List<String> words) implements Call {
    @Override
    public Arguments arguments() {
      return manual.parse(words.toArray(String[]::new));
    }

    @Override
    public Conversation conversation() {
      return new Answered(says);
    }

    @Override
    public Path folder() {
      return Path.of("/");
    }

    @Override
    public boolean hasColours() {
      return false;
    }
  }

  private void wipeWhereSomebodySays(String answer) throws Exception {
    assertEquals(Optional.empty(), wipe.run(new At(wipe.manual(), answer, List.of("one"))));
  }

  @Test
  void shouldNotDestroyWhereNobodyCanAgree() {
    Refusal refusal = assertThrows(Refusal.class, () -> nobody.call("disk:wipe", "one"));
    assertTrue(refusal.getMessage().contains("--yes"), refusal.getMessage());
    assertEquals(List.of(), wiped);
    nobody.call("disk:wipe", "one", "--yes");
    assertEquals(List.of("one"), wiped);
  }

  @Test
  void shouldDoWhatThePersonSays() throws Exception {
    assertThrows(Refusal.class, () -> wipeWhereSomebodySays("n"));
    assertEquals(List.of(), wiped);
    wipeWhereSomebodySays("y");
    assertEquals(List.of("one"), wiped);
  }

  @Test
  void shouldNotAskOfACommandThatLacksItsWord() {
    nobody.call("disk:wipe");
    assertEquals(List.of(), wiped);
  }

  @Test
  void shouldSayInTheManualWhatIsLost() {
    assertEquals(List.of(Option.YES), wipe.manual().options());
    assertEquals("It asks, or takes --yes, since all of it is lost.", wipe.manual().details());
  }

  @Test
  void shouldTellProgramsWhatItTellsPeople() {
    assertEquals("512 bytes\n", nobody.call("disk:size"));
    assertEquals("{\n  \"bytes\": 512\n}\n", nobody.call("disk:size", "--json"));
    assertEquals("one\ntwo\n", nobody.call("disk:names"));
    assertEquals("[\n  \"one\",\n  \"two\"\n]\n", nobody.call("disk:names", "--json"));
  }

  @Test
  void shouldRefuseAWordThatTheManualDoesNotHave() {
    assertThrows(Refusal.class, () -> nobody.call("disk:size", "--jsn"));
    assertThrows(Refusal.class, () -> nobody.call("disk:names", "--all"));
    assertThrows(Refusal.class, () -> nobody.call("disk:wipe", "one", "--force", "--yes"));
    assertEquals(List.of(), wiped);
    assertFalse(wipe.manual().parse("one").has("--yes"));
  }

  @Test
  void shouldRefuseANameWithoutAScope() {
    assertThrows(
        IllegalArgumentException.class, () -> ShellCommand.acting("wipe", WIPE, call -> {}));
  }
}
