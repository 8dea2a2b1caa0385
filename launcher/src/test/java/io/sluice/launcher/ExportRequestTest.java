package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportRequestTest {
  @Test
  void shouldHaveDefaults() throws Failure {
    ExportRequest request = ExportRequest.parse(List.of("/images/disk0.img"));

    assertEquals(new ExportRequest(Path.of("/images/disk0.img"), "disk0", 0, false), request);
  }

  @Test
  void shouldTakeOptionsBeforeAndAfterTheFile() throws Failure {
    ExportRequest request =
        ExportRequest.parse(
            List.of("--read-only", "/a.img", "--name", "b", "--block-size", "4096"));

    assertEquals(new ExportRequest(Path.of("/a.img"), "b", 4096, true), request);
  }

  @ParameterizedTest
  @CsvSource({"/my disk.img, my-disk", "/.hidden, hidden", "/größe.raw, gr--e", "/..., volume"})
  void shouldMakeANameThatADeviceCanHave(Path image, String name) throws Failure {
    assertEquals(name, ExportRequest.parse(List.of(image.toString())).name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "--name", "a b", "a --block-size 513", "a --block-size x", "a --verbose"})
  void shouldRefuseWhatItDoesNotUnderstand(String line) {
    List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split(" ", -1));

    Failure failure = assertThrows(Failure.class, () -> ExportRequest.parse(arguments));

    assertEquals(Failure.USAGE, failure.exitCode());
  }
}
