package io.sluice.iscsi.internal.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsFileTest {
  private static final String BOTH =
      "initiator farm1 secret-of-farm1\ninitiator farm2 secret-of-farm2\n";

  @TempDir Path folder;
  private Path file;
  private long now;
  private SecretsFile secrets;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("secrets");
    write(BOTH);
    secrets = new SecretsFile(file, () -> now);
    look();
  }

  private void write(String content) throws IOException {
    Files.writeString(file, content);
    mode("rw-------");
  }

  private void mode(String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  /** A second later. */
  private void look() {
    now += 1_000_000_000L;
    secrets.look();
  }

  private Optional<String> secret(String name) throws IOException {
    return secrets.now().secretOf(name);
  }

  private boolean isSettled(String name) {
    return secrets.settled().orElseThrow().secretOf(name).isPresent();
  }

  @Test
  void shouldHoldFromTheNextLookOn() throws IOException {
    write(BOTH.replace("secret-of-farm1", "new-secret-of-1"));
    assertEquals(Optional.of("secret-of-farm1"), secret("farm1")); // once a second at most
    now += 1_000_000_000L;
    assertEquals(Optional.of("new-secret-of-1"), secret("farm1"));
  }

  @Test
  void shouldSeeAFileThatTookThePlaceOfAnotherWithTheSameTimeAndSize() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    Path other = folder.resolve("other");
    Files.writeString(other, BOTH.replace("secret-of-farm1", "secret_of_farm1"));
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
    Files.setLastModifiedTime(other, time);
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    now += 1_000_000_000L;
    assertEquals(Optional.of("secret_of_farm1"), secret("farm1"));
  }

  @Test
  void shouldEndNobodysSessionBeforeTwoLooksSawTheSameWholeFile() throws IOException {
    write("initiator farm1 secret-of-farm1\n");
    look();
    assertTrue(isSettled("farm2"), "half a file may look like that");
    assertEquals(Optional.empty(), secret("farm2"));
    look();
    assertFalse(isSettled("farm2"));
  }

  @Test
  void shouldTakeAFileThatGrowsForNoWholeOne() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      lines.append("initiator farm").append(i + 10).append(" secret-of-another\n");
      write(lines.toString());
      look();
      assertTrue(isSettled("farm2"), lines.toString());
    }
    write(lines + BOTH);
    look();
    look();
    assertTrue(isSettled("farm2"));
    assertTrue(isSettled("farm14"));
  }

  @Test
  void shouldLetNobodyLogInWhenOthersMayReadItAndSayWhatToDo() throws IOException {
    mode("rw-r--r--");
    now += 1_000_000_000L;
    IOException refusal = assertThrows(IOException.class, () -> secrets.now());
    assertTrue(refusal.getMessage().contains("chmod 600"), refusal.getMessage());
    look();
    look();
    assertTrue(secrets.problem().isPresent());
    assertTrue(isSettled("farm2"), "sessions that there are go on");
    mode("rw-------");
    look();
    assertEquals(Optional.empty(), secrets.problem());
    assertEquals(Optional.of("secret-of-farm1"), secret("farm1"));
  }

  @Test
  void shouldLetNobodyLogInWithoutAFileOrWithHalfALine() throws IOException {
    for (String content : new String[] {"", "initiator farm1 secr", "\0\0\0", "initiator \u00ff"}) {
      write(content);
      now += 1_000_000_000L;
      assertThrows(IOException.class, () -> secrets.now());
    }
    Files.delete(file);
    now += 1_000_000_000L;
    assertThrows(IOException.class, () -> secrets.now());
    write(BOTH);
    now += 1_000_000_000L;
    assertEquals(Optional.of("secret-of-farm1"), secret("farm1"));
  }

  @Test
  void shouldBindANameToInitiatorsAndKeepOthersFromThese() throws IOException {
    write(BOTH.replace("farm1\n", "farm1 iqn.2026-11.com.example:One iqn.2026-11.com.example:b\n"));
    look();
    ChapSecrets bound = secrets.now();
    assertTrue(bound.admits("farm1", "iqn.2026-11.com.example:one"));
    assertTrue(bound.admits("farm1", "iqn.2026-11.com.example:b"));
    assertFalse(bound.admits("farm1", "iqn.2026-11.com.example:c"));
    assertTrue(bound.admits("farm2", "iqn.2026-11.com.example:c"));
    assertFalse(bound.admits("farm2", "iqn.2026-11.com.example:one"));
    assertFalse(bound.admits("farm3", "iqn.2026-11.com.example:c"));
  }

  @Test
  void shouldRefuseABindingThatIsNoNameWithoutTellingIt() throws IOException {
    write("initiator farm1 a secret-with-a-blank\n");
    look();
    String problem = secrets.problem().orElseThrow();
    assertTrue(problem.contains("line 1"), problem);
    assertFalse(problem.contains("blank"), problem);
    write("initiator farm1 secret-with-a blank\n");
    look();
    assertFalse(secrets.problem().orElseThrow().contains("blank"));
  }
}
