package io.sluice.systemtests.iscsi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a call of a program ended.
 *
 * @param ended false when it took longer than it may and was killed
 * @param output of both streams
 */
record Call(List<String> command, boolean ended, int exitCode, String output) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  static Call of(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("sluice-call", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended;
      try {
        ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      } finally {
        process.destroyForcibly();
      }
      int exitCode = process.waitFor();
      // a tool that is damaged by what it read may print anything
      String text = new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1);
      return new Call(command, ended, exitCode, text);
    } finally {
      Files.delete(output);
    }
  }

  /** The output; the program must have succeeded. */
  String succeeded() {
    assertEquals(0, ended ? exitCode : -1, this::toString);
    return output;
  }

  @Override
  public String toString() {
    String end = ended ? "exit code " + exitCode : "did not end within " + LIMIT.toSeconds() + " s";
    return String.join(" ", command) + ": " + end + "\n" + output;
  }
}
