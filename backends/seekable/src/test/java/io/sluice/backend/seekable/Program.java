package io.sluice.backend.seekable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A compressor of this machine, as a filter from its input to its output. */
public final class Program {
  private Program() {}

  /** What it makes of {@code input}. In CI it may not be missing; elsewhere that skips the test. */
  public static byte[] filter(Path folder, byte[] input, String... command)
      throws IOException, InterruptedException {
    Path in = Files.write(folder.resolve("program.in"), input);
    Path out = folder.resolve("program.out");
    Path errors = folder.resolve("program.errors");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(errors.toFile())
              .start();
    } catch (IOException e) {
      assertNotEquals("true", System.getenv("CI"), e.getMessage());
      assumeTrue(false, e.getMessage());
      throw e;
    }
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    String told = Arrays.toString(command) + ": " + Files.readString(errors);
    assertEquals(0, process.waitFor(), told);
    return Files.readAllBytes(out);
  }
}
