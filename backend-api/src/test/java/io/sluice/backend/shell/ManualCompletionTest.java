package io.sluice.backend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which command line completes what is typed next. */
class ManualCompletionTest {
  private static final Manual BIND =
      Manual.of("")
          .operands("NAME HANDLER")
          .completedBy("lun:names", "handler:names")
          .options(
              Option.flag("--force", ""),
              Option.of("--to", "FILE", "").completedBy("__files"),
              Option.of("--size", "SIZE", ""));

  private static String completion(Manual manual, String... typed) {
    return manual.completion(List.of(typed)).orElse("none");
  }

  @Test
  void shouldCompleteEachOperandByItsPlace() {
    assertEquals("lun:names", completion(BIND));
    assertEquals("handler:names", completion(BIND, "demo"));
    assertEquals("none", completion(BIND, "demo", "other"));
  }

  @Test
  void shouldNotCountOptionsAndTheirValuesAsOperands() {
    assertEquals("lun:names", completion(BIND, "--force"));
    assertEquals("lun:names", completion(BIND, "--to", "x"));
    assertEquals("lun:names", completion(BIND, "--to=x"));
    assertEquals("handler:names", completion(BIND, "--size", "1M", "demo", "--force"));
  }

  @Test
  void shouldCompleteAnOptionsValue() {
    assertEquals("__files", completion(BIND, "demo", "--to"));
    assertEquals("none", completion(BIND, "demo", "--size"));
  }

  @Test
  void shouldCompleteEachOfSeveralByTheLast() {
    Manual several = Manual.of("").operands("NAME...").completedBy("lun:names");
    assertEquals("lun:names", completion(several, "a", "b"));
    Manual keys = Manual.of("").operands("NAME KEY=VALUE...").completedBy("lun:names");
    assertEquals("none", completion(keys, "a", "b"));
  }

  @Test
  void shouldCompleteNothingWhereNothingIsKnown() {
    assertEquals(Optional.empty(), Manual.of("").completion(List.of()));
    assertEquals(Optional.empty(), Manual.of("").operands("X...").completion(List.of("a")));
  }
}
