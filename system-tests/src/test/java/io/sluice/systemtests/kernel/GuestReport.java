package io.sluice.systemtests.kernel;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a guest left behind: its console, and the output and exit status of each scenario. */
final class GuestReport {

  private static final int CONSOLE_LINES = 60;
  private static final int SCENARIO_LINES = 150;

  private final Path folder;
  private final Duration exceeded;

  /**
   * @param exceeded the time limit at which the guest was killed, or null when it ended by itself
   */
  GuestReport(Path folder, Duration exceeded) {
    this.folder = folder;
    this.exceeded = exceeded;
  }

  boolean wasKilled() {
    return exceeded != null;
  }

  /** Fails, with the scenario's output and the console's end, unless the scenario has passed. */
  void assertPassed(String scenario) {
    int status = status(scenario);
    if (status != 0) {
      fail(describe(scenario, status));
    }
  }

  /** The scenario's exit status; -1 when it has not ended. */
  int status(String scenario) {
    String text = read(scenario + ".status").trim();
    return text.isEmpty() ? -1 : Integer.parseInt(text);
  }

  /** All that the scenario printed. */
  String output(String scenario) {
    return read(scenario + ".log");
  }

  String console() {
    return read("console");
  }

  private String describe(String scenario, int status) {
    String what =
        status >= 0
            ? "failed with status " + status
            : wasKilled()
                ? "did not end: the guest was killed after " + exceeded.toSeconds() + " s"
                : "did not end: the guest ended before it";
    return String.join(
        "\n",
        "scenario " + scenario + " " + what + "; all files in " + folder,
        "--- output",
        tail(output(scenario), SCENARIO_LINES),
        "--- console",
        tail(console(), CONSOLE_LINES));
  }

  private static String tail(String text, int count) {
    List<String> lines = text.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }

  private String read(String name) {
    Path file = folder.resolve(name);
    try {
      // a console may hold anything
      return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
