package io.sluice.example.lba;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The backend that docs/backends/writing.md shows is this one. */
class WritingGuideTest {
  private static final Path SOURCES = Path.of("src/main/java/io/sluice/example/lba");

  @ParameterizedTest
  @ValueSource(strings = {"LbaVolume.java", "LbaBackend.java"})
  void shouldShowTheSourceThatIsBuilt(String source) throws IOException {
    String guide = Files.readString(Path.of("../../docs/backends/writing.md"));
    String code = Files.readString(SOURCES.resolve(source));

    assertTrue(guide.contains("```java\n" + code + "```"), source + " differs from the guide");
  }
}
