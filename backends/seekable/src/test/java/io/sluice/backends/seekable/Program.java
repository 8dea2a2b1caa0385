package io.sluice.backends.seekable;

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
  private static final String ERRORS = "program.errors";

  private Program() {}

  /** What came of a run. */
  public static final class Outcome {
    private final int status;
    private final byte[] output;

    Outcome(int status, byte[] output) {
      this.status = status;
      this.output = output;
    }

    /** 0 where all was well. */
    public int status() {
      return status;
    }

    public byte[] output() {
      return output;
    }
  }

  /** What it makes of {@code input}. In CI it may not be missing; elsewhere that skips the test. */
  public static byte[] filter(Path folder, byte[] input, String... command)
      throws IOException, InterruptedException {
    Outcome outcome = run(folder, input, command);
    String told = Arrays.toString(command) + ": " + Files.readString(folder.resolve(ERRORS));
    assertEquals(0, outcome.status(), told);
    return outcome.output();
  }

  /** As {@link #filter}, whether all was well or not. */
  public static Outcome run(Path folder, byte[] input, String... command)
      throws IOException, InterruptedException {
    Path in = Files.write(folder.resolve("program.in"), input);
    Path out = folder.resolve("program.out");
    Path errors = folder.resolve(ERRORS);
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
    return new Outcome(process.waitFor(), Files.readAllBytes(out));
  }
}
