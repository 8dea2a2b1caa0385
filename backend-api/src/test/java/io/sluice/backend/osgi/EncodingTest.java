package io.sluice.backend.osgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EncodingTest {
  @TempDir Path folder;

  static Stream<Arguments> othersThanPlainUtf8() {
    return Stream.of(
        Arguments.of("\ufeffinitiator a", UTF_8, "begins with a byte order mark"),
        Arguments.of("initiator a", UTF_16, "is UTF-16"),
        Arguments.of("initiator a", UTF_16LE, "is UTF-16"),
        Arguments.of("\ufeffinitiator a", UTF_16LE, "is UTF-16"),
        Arguments.of("initiator a", UTF_16BE, "is UTF-16"),
        Arguments.of("initiator \u00e4", ISO_8859_1, "has bytes in it that are not UTF-8"));
  }

  @ParameterizedTest
  @MethodSource("othersThanPlainUtf8")
  void shouldSayWhatAFileIsThatIsNotPlainUtf8(String text, Charset charset, String told)
      throws IOException {
    Path file = Files.write(folder.resolve("secrets"), text.getBytes(charset));
    IOException problem = assertThrows(IOException.class, () -> Encoding.readLines(file));
    assertTrue(problem.getMessage().startsWith(file + " " + told), problem.getMessage());
    assertTrue(problem.getMessage().contains("save it as UTF-8 without"), problem.getMessage());
  }

  @Test
  void shouldReadPlainUtf8() throws IOException {
    Path file = Files.writeString(folder.resolve("secrets"), "initiator \u00e4\r\n\n# \u20ac\n");
    assertEquals(List.of("initiator \u00e4", "", "# \u20ac"), Encoding.readLines(file));
  }
}
