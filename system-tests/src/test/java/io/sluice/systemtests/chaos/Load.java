package io.sluice.systemtests.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A command that is run again and again beside the test; each time it must succeed. */
final class Load implements AutoCloseable {
  private final List<String> command;
  private final Path output;
  private final Thread thread;
  private volatile boolean ended;
  private volatile String failure;
  private volatile Process process;
  private int rounds;

  /**
   * @param output gets what the last round printed
   */
  Load(List<String> command, Path output) {
    this.command = command;
    this.output = output;
    thread = new Thread(this::run, "load");
    thread.start();
  }

  private void run() {
    try {
      while (!ended && failure == null) {
        process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int exitCode = process.waitFor();
        rounds++;
        if (exitCode != 0) {
          failure = "round " + rounds + ": exit code " + exitCode + "\n" + Files.readString(output);
        }
      }
    } catch (IOException | InterruptedException e) {
      failure = e.toString();
    }
  }

  /** Lets the round that runs come to its end. Returns how many there were. */
  int finish() throws InterruptedException {
    ended = true;
    thread.join();
    if (failure != null) {
      throw new AssertionError(failure);
    }
    return rounds;
  }

  @Override
  public void close() throws InterruptedException {
    ended = true;
    if (process != null) {
      process.destroyForcibly();
    }
    thread.join();
  }
}
