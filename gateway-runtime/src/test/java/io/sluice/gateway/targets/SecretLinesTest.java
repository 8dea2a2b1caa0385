package io.sluice.gateway.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.shell.Refusal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretLinesTest {
  private static final SecretLines LINES =
      new SecretLines("# farm\ninitiator farm1 secret-of-farm1\ntarget sluice another-secret\n");

  @Test
  void shouldAddASecretAndKeepAllOtherLines() {
    SecretLines more = LINES.with("farm2", "secret-of-farm2", List.of());
    assertEquals(LINES.text() + "initiator farm2 secret-of-farm2\n", more.text());
    assertEquals(List.of("farm1", "farm2"), more.names());
  }

  @Test
  void shouldReplaceTheSecretOfAName() {
    SecretLines other = LINES.with("farm1", "a-new-secret-of-it", List.of());
    assertEquals(List.of("farm1"), other.names());
    assertFalse(other.text().contains("secret-of-farm1"));
  }

  @Test
  void shouldRemoveASecret() {
    SecretLines two = LINES.with("farm2", "secret-of-farm2", List.of());
    assertEquals(LINES, two.without("farm2", "set"));
    assertThrows(Refusal.class, () -> two.without("sluice", "set"));
  }

  @Test
  void shouldKeepTheLastNameSinceWithoutItNobodyCouldLogIn() {
    Refusal refusal =
        assertThrows(Refusal.class, () -> LINES.without("farm1", "target:set disks chapFile="));
    assertTrue(refusal.getMessage().contains("target:set disks chapFile="), refusal.getMessage());
  }

  @Test
  void shouldRefuseWhatALineCanNotHold() {
    assertThrows(Refusal.class, () -> LINES.with("farm2", "short", List.of()));
    assertThrows(Refusal.class, () -> LINES.with("farm 2", "secret-of-farm2", List.of()));
    assertThrows(Refusal.class, () -> LINES.with("farm2", "secret\ntarget a b", List.of()));
  }

  @Test
  void shouldBindANameToInitiatorsAndTellSo() {
    SecretLines bound = LINES.with("farm2", "secret-of-farm2", List.of("iqn.a", "iqn.b"));
    assertEquals(LINES.text() + "initiator farm2 secret-of-farm2 iqn.a iqn.b\n", bound.text());
    assertEquals(List.of("farm1", "farm2 (only as iqn.a or iqn.b)"), bound.described());
    assertEquals(LINES, bound.without("farm2", "set"));
    assertEquals(List.of("farm1", "farm2"), bound.with("farm2", "x".repeat(12), List.of()).names());
  }

  @Test
  void shouldHaveOneSecretOfItsOwnAtMost() {
    SecretLines own = LINES.withOwn("us", "our-own-secret");
    assertEquals(Optional.of("us"), own.ownName());
    SecretLines other = own.withOwn("disks", "another-secret-of-us");
    assertEquals(Optional.of("disks"), other.ownName());
    assertFalse(other.text().contains("our-own-secret"));
    assertEquals(Optional.empty(), other.withoutOwn("disks").ownName());
    assertThrows(Refusal.class, () -> other.withoutOwn("us"));
    assertEquals(LINES.names(), other.names());
  }

  @Test
  void shouldTellNoSecret() {
    assertFalse(LINES.toString().contains("secret-of-farm1"));
  }
}
