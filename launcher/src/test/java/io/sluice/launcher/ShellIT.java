package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell on a real terminal. */
class ShellIT {
  private static final String PROMPT = "sluice>";

  @TempDir Path base;
  private Distribution distribution;

  @BeforeEach
  void findDistribution() throws Exception {
    Prerequisite.program("tmux");
    distribution = Distribution.built(base);
  }

  @Test
  void shouldAttachAndLeaveTheGatewayRunning() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution);
        Screen screen = Screen.show(distribution, "shell")) {
      screen.awaitText(PROMPT);
      screen.type("echo one | wc", "Enter");
      screen.awaitText("1       1       4");
      screen.type("exit", "Enter");
      screen.awaitText("exit code 0");

      assertEquals("goes on", gateway.execute("echo goes on").strip());
    }
  }

  @Test
  void shouldTellWhatCommandsThereAre() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution);
        Screen screen = Screen.show(distribution, "shell")) {
      screen.awaitText(PROMPT);
      screen.type("help", "Enter");
      screen.awaitText("Stop the gateway in good order");
      screen.type("help shutdown", "Enter");
      screen.awaitText("For example:");
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldCompleteCommands() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution);
        Screen screen = Screen.show(distribution, "shell")) {
      screen.awaitText(PROMPT);
      screen.type("shutd", "Tab");
      screen.awaitText(PROMPT + " shutdown");
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldInterruptACommandAndNotTheSession() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution);
        Screen screen = Screen.show(distribution, "shell")) {
      screen.awaitText(PROMPT);
      screen.type("sleep 600", "Enter");
      screen.awaitText("sleep 600");
      screen.type("C-c");
      screen.awaitText(PROMPT, 2);
      screen.type("echo one | wc", "Enter");
      screen.awaitText("1       1       4");
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldEndAtTheEndOfInput() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution);
        Screen screen = Screen.show(distribution, "shell")) {
      screen.awaitText(PROMPT);
      screen.type("C-d");
      screen.awaitText("exit code 0");
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldComeWithTheGatewayInTheForegroundAndNotEndIt() throws Exception {
    try (Screen screen = Screen.show(distribution, "run")) {
      screen.awaitText(PROMPT);
      screen.type("C-d");
      screen.awaitText("The gateway goes on.");
      assertEquals(0, distribution.call("echo", "alive").exitCode());
      screen.type("C-c");
      screen.awaitText("exit code 130");
    }
  }

  @Test
  void shouldStopTheGatewayInTheForegroundByShutdown() throws Exception {
    try (Screen screen = Screen.show(distribution, "run")) {
      screen.awaitText(PROMPT);
      screen.type("shutdown", "Enter");
      screen.awaitText("exit code 0");
    }
  }
}
