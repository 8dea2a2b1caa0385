package io.sluice.gateway.internal.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
  @TempDir private Path folder;
  private Path path;
  private StateFile file;

  @BeforeEach
  void makeFile() {
    path = folder.resolve("state").resolve("disk");
    file = new StateFile(path, "test 1");
  }

  @Test
  void shouldReadNothingWhereNothingWasWritten() throws Exception {
    assertEquals(List.of(), file.read());
  }

  @Test
  void shouldReadWhatWasWrittenLast() throws Exception {
    file.write(List.of("old"));
    file.write(List.of("one", "two"));
    assertEquals(List.of("one", "two"), new StateFile(path, "test 1").read());
  }

  @Test
  void shouldRefuseWhateverPartOfItIsLost() throws Exception {
    file.write(List.of("one", "two"));
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertThrows(IOException.class, file::read, length + " bytes");
    }
  }

  @Test
  void shouldRefuseAChangedByte() throws Exception {
    file.write(List.of("one", "two"));
    byte[] whole = Files.readAllBytes(path);
    for (int i = 0; i < whole.length; i++) {
      byte[] changed = whole.clone();
      changed[i] ^= 0x10;
      Files.write(path, changed);
      assertThrows(IOException.class, file::read, "byte " + i);
    }
  }

  @Test
  void shouldRefuseAnotherKind() throws Exception {
    file.write(List.of("one"));
    assertThrows(IOException.class, new StateFile(path, "test 2")::read);
  }

  @Test
  void shouldNotMindWhatACrashHasLeft() throws Exception {
    file.write(List.of("one"));
    Files.writeString(folder.resolve("state").resolve("disk.new"), "half of");
    assertEquals(List.of("one"), file.read());
    file.write(List.of("two"));
    assertEquals(List.of("two"), file.read());
  }

  @Test
  void shouldKeepNothingWhenItIsDeleted() throws Exception {
    file.write(List.of("one"));
    assertTrue(Files.exists(path));
    file.delete();
    assertFalse(Files.exists(path));
    assertEquals(List.of(), file.read());
  }
}
