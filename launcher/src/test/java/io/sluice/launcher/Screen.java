package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.launcher.RunningGateway.Distribution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** A real terminal, as tmux gives one: keys go in, and what stands on it can be read. */
final class Screen implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String socket =
      "sluice-test-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();

  /** Runs a command of the distribution in it, and then shows its exit code. */
  static Screen show(Distribution distribution, String word)
      throws IOException, InterruptedException {
    return show("TERM=$TERM", distribution, word);
  }

  /**
   * Runs a command of the distribution in it, and then shows its exit code.
   *
   * @param setting of an environment variable, {@code NAME=VALUE}
   */
  static Screen show(String setting, Distribution distribution, String word)
      throws IOException, InterruptedException {
    Screen screen = new Screen();
    String command =
        String.format(
            "%s JAVA_HOME='%s' SLUICE_BASE='%s' '%s/bin/sluice' %s; echo exit code $?; cat",
            setting, distribution.javaHome(), distribution.base(), distribution.home(), word);
    screen.tmux("-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "40", command);
    return screen;
  }

  void type(String... keys) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("send-keys"));
    arguments.addAll(List.of(keys));
    tmux(arguments.toArray(String[]::new));
  }

  void resize(int columns, int rows) throws IOException, InterruptedException {
    tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
  }

  void awaitText(String text) {
    awaitText(text, 1);
  }

  void awaitText(String text, int times) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> {
              String shown = text();
              if (shown.split(Pattern.quote(text), -1).length <= times) {
                throw new AssertionError("'" + text + "' is not on the screen:\n" + shown);
              }
            });
  }

  String text() throws IOException, InterruptedException {
    return tmux("capture-pane", "-p", "-J");
  }

  /** What stands on it, with the escape sequences of its colours. */
  String colouredText() throws IOException, InterruptedException {
    return tmux("capture-pane", "-p", "-e");
  }

  @Override
  public void close() throws IOException, InterruptedException {
    tmux("kill-server");
  }

  private String tmux(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", socket));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("TMUX");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> command + ": " + output);
    return output;
  }
}
