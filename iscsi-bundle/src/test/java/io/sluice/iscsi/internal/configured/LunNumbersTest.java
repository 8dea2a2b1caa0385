package io.sluice.iscsi.internal.configured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.iscsi.internal.target.LunMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LunNumbersTest {
  private static final String IQN = "iqn.2026-11.io.sluice:t";

  @TempDir Path folder;
  private Path file;
  private Path copy;

  @BeforeEach
  void remember() {
    file = folder.resolve("numbers");
    copy = folder.resolve("numbers.copy");
    LunNumbers numbers = new LunNumbers(file);
    numbers.remember(IQN, "a", 7);
    numbers.remember(IQN, "with space:=#", 8);
    assertTrue(numbers.keep());
  }

  private void expectNumbers() {
    LunNumbers numbers = new LunNumbers(file);
    assertEquals(OptionalInt.of(7), numbers.remembered(IQN, "a"));
    assertEquals(OptionalInt.of(8), numbers.remembered(IQN, "with space:=#"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage\n", "# crc32c 00000000\n", "a=\\u00zz"})
  void shouldKeepNumbersWhenOneFileIsDamaged(String damage) throws IOException {
    Files.writeString(file, damage);
    expectNumbers();
    Files.writeString(copy, damage);
    expectNumbers();
    Files.writeString(file, Files.readString(file).replace("=7", "=6"));
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    assertEquals(OptionalInt.empty(), new LunNumbers(file).remembered(IQN, "a"));
  }

  @Test
  void shouldKeepNumbersWhenTheFileIsGone() throws IOException {
    Files.delete(file);
    expectNumbers();
    Files.delete(copy);
    expectNumbers();
  }

  @Test
  void shouldKeepADamagedFileForPeopleWhereThereIsNoCopy() throws IOException {
    Files.writeString(file, "garbage\n");
    Files.delete(copy);
    assertEquals(OptionalInt.empty(), new LunNumbers(file).remembered(IQN, "a"));
    assertEquals("garbage\n", Files.readString(folder.resolve("numbers.damaged")));
  }

  @Test
  void shouldReadFilesFromBeforeThereWasAChecksum() throws IOException {
    Files.delete(copy);
    Files.writeString(
        file,
        """
        #LUN numbers by target and disk
        #Sat Nov 28 09:00:00 UTC 2026
        iqn.2026-11.io.sluice\\:t\\ a=7
        iqn.2026-11.io.sluice\\:t\\ with\\ space\\:\\=\\#=8
        """);
    expectNumbers();
  }

  @Test
  void shouldWriteLaterWhatCouldNotBeWritten() throws IOException {
    LunNumbers numbers = new LunNumbers(file);
    Path obstacle = Files.createDirectory(folder.resolve(".numbers.new")); // as a full disk fails
    numbers.remember(IQN, "b", 9);
    assertFalse(numbers.keep());
    assertEquals(OptionalInt.empty(), new LunNumbers(file).remembered(IQN, "b"));
    Files.delete(obstacle);
    assertTrue(numbers.keep());
    assertEquals(OptionalInt.of(9), new LunNumbers(file).remembered(IQN, "b"));
  }

  @Test
  void shouldGiveEachOfManyDisksAnotherNumberAndTellWhenNoneIsLeft() {
    LunNumbers numbers = new LunNumbers(file);
    numbers.remember(IQN, "c", 300);
    Set<Integer> given = new HashSet<>(Set.of(7, 8, 300));
    for (int disk = 0; disk < LunMap.NUMBERS - 3; disk++) {
      int number = numbers.number(IQN, "d" + disk, taken -> false, LunMap.NUMBERS);
      assertTrue(number >= 0 && given.add(number), "disk " + disk + " is " + number);
    }
    assertEquals(-1, numbers.number(IQN, "e", taken -> false, LunMap.NUMBERS));
    assertEquals(0, numbers.number(IQN + "2", "e", taken -> false, LunMap.NUMBERS));
    numbers.forget(IQN, "d500");
    int free = numbers.number(IQN, "e", taken -> false, LunMap.NUMBERS);
    assertTrue(free > 255, "another disk's number is free: " + free);
    assertTrue(numbers.keep());
    assertEquals(OptionalInt.of(free), new LunNumbers(file).remembered(IQN, "e"));
  }
}
