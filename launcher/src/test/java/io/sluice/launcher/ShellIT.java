package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
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
      screen.type("echo be''gun; sleep 600", "Enter");
      screen.awaitText("begun");
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
  void shouldEndAtTheEndOfAFileOfLines() throws Exception {
    Path lines = Files.writeString(base.resolve("lines"), "echo one | wc\nlun:lsit\n");
    try (RunningGateway gateway = RunningGateway.start(distribution);
        Screen screen = Screen.show(distribution, "shell <" + lines)) {
      screen.awaitText("exit code 0");
      String shown = screen.text();
      assertTrue(shown.contains("1       1       4"), shown);
      assertTrue(shown.contains("Did you mean lun:list?"), shown);
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldRunALastLineWithoutAnEnd() throws Exception {
    Path lines = Files.writeString(base.resolve("lines"), "echo one | wc");
    try (RunningGateway gateway = RunningGateway.start(distribution);
        Screen screen = Screen.show(distribution, "shell <" + lines)) {
      screen.awaitText("exit code 0");
      String shown = screen.text();
      assertTrue(shown.contains("1       1       4"), shown);
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldExitAsTheCommandDid() throws Exception {
    try (Screen screen = Screen.show(distribution, "lun:names")) {
      screen.awaitText("start one: "); // and then the program, as it was called
      screen.awaitText("exit code " + Failure.NOT_RUNNING);
    }
    try (RunningGateway gateway = gatewayWithALun();
        Screen good = Screen.show(distribution, "lun:names");
        Screen bad = Screen.show(distribution, "lun:info scrtach");
        Screen unknown = Screen.show(distribution, "lun:nfo scratch");
        Screen agreed = Screen.show(distribution, "lun:remove scratch --force")) {
      good.awaitText("exit code 0");
      assertTrue(good.text().contains("scratch"));
      bad.awaitText("Did you mean scratch?");
      bad.awaitText("exit code 1");
      unknown.awaitText("Did you mean lun:info?");
      unknown.awaitText("exit code 1");
      agreed.awaitText("[y/N]");
      agreed.type("C-c");
      agreed.awaitText("Nothing was done.");
      agreed.awaitText("exit code 1");
      assertTrue(gateway.execute("lun:names").contains("scratch"));
    }
  }

  @Test
  void shouldSayOfACommandOnTheTerminalThatItNeedsAShell() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      for (String command :
          List.of("ls", "less", "watch", "clear", "history", "keymap", "setopt", "complete")) {
        var result = gateway.call(command);
        assertEquals(1, result.exitCode(), result::toString);
        assertEquals(
            command + " works in a shell only; for one: sluice shell", result.output().strip());
      }
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldSaySoWhenTheGatewayEndsUnderACommand() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution);
        Screen shell = Screen.show(distribution, "shell");
        Screen command = Screen.show(distribution, "'echo begun; sleep 600'")) {
      shell.awaitText(PROMPT);
      command.awaitText("begun");
      ProcessHandle.of(gateway.pid()).orElseThrow().destroyForcibly();
      shell.awaitText("The gateway has ended.");
      command.awaitText("may be done or not");
      command.awaitText("exit code 1");
    }
  }

  @Test
  void shouldGoOnWhenATerminalIsTakenAway() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution);
        Screen other = Screen.show(distribution, "shell")) {
      try (Screen screen = Screen.show(distribution, "shell")) {
        screen.awaitText(PROMPT);
        screen.type("echo be''gun; sleep 600", "Enter");
        screen.awaitText("begun");
      }
      other.awaitText(PROMPT);
      other.type("echo still he''re", "Enter");
      other.awaitText("still here");
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

  /** A gateway with the LUN scratch, on a target of its own. */
  private RunningGateway gatewayWithALun() throws Exception {
    RunningGateway gateway = RunningGateway.start(distribution);
    gateway.execute("target:create", "disks", "--portals", "127.0.0.1:" + freePort());
    gateway.execute("lun:create", "scratch", "--memory", "16M", "--transports", "iscsi");
    return gateway;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  @Test
  void shouldMakeALunOfEachBackendAndNothingTwice() throws Exception {
    Path raw = base.resolve("raw.img");
    Path overlay = base.resolve("overlay.qcow2");
    try (RunningGateway gateway = gatewayWithALun()) {
      create(gateway, "raw --file " + raw + " --size 4M");
      create(gateway, "over --overlay " + image("base") + " --path " + overlay + " --create");
      create(gateway, "bad --fault " + image("faulty"));
      String made = Files.readString(base.resolve("etc/io.sluice.backend.file-raw.cfg"));
      assertFalse(made.contains("create"), made);
      assertEquals(1, gateway.execute("lun:history", "raw", "--json").split("\"when\"").length - 1);

      RunningGateway.Result smaller = gateway.call("lun:set", "raw", "size=2M");
      assertEquals(1, smaller.exitCode());
      assertTrue(smaller.output().contains("is as before"), smaller.output());
      assertFalse(smaller.output().contains("within"), smaller.output()); // told at once
      resize(gateway, "raw", "8M");
      resize(gateway, "scratch", "32M");
      assertEquals(8 << 20, Files.size(raw));
      String grown = Files.readString(base.resolve("etc/io.sluice.backend.file-raw.cfg"));
      assertTrue(grown.contains("size = 8M"), grown);
      gateway.execute("lun:remove", "over", "--handler", "--yes");
      create(gateway, "image --format qcow2 --backing " + image("base") + " --image " + overlay);
      String url = "http://127.0.0.1:1/disk.img";
      RunningGateway.Result nobody =
          gateway.call("lun:create", "web", "--http", url, "--outageSeconds", "1");
      assertEquals(1, nobody.exitCode());
      assertTrue(nobody.output().contains("127.0.0.1:1"), nobody.output());
    }
    Files.delete(raw);
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      String list = gateway.execute("lun:list");
      assertFalse(list.lines().anyMatch(line -> line.matches("raw +SERVING.*")), list);
      assertFalse(Files.exists(raw));
    }
  }

  private static void resize(RunningGateway gateway, String lun, String size) throws Exception {
    String told = gateway.execute("lun:resize", lun, size);
    String list = gateway.execute("lun:list");
    String row = lun + " .* " + size.replace("M", " MiB") + " .*";
    assertTrue(list.lines().anyMatch(line -> line.matches(row)), told + list);
  }

  /** The URI of a raw image. */
  private URI image(String name) throws IOException {
    Path file = base.resolve(name + ".img");
    try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
      image.setLength(4 << 20);
    }
    return URI.create("file:" + file);
  }

  private static void create(RunningGateway gateway, String words) throws Exception {
    String[] line = ("lun:create " + words + " --transports iscsi").split(" ", -1);
    assertTrue(gateway.execute(line).contains("SERVING"));
  }

  @Test
  void shouldTellWhyALunDoesNotWorkAndWhatToType() throws Exception {
    try (RunningGateway gateway = gatewayWithALun()) {
      create(gateway, "bad --fault " + image("faulty"));
      assertTrue(gateway.execute("lun:why", "bad").contains("nothing is wrong"));
      gateway.execute("fault:powercut", "bad", "--yes");
      assertTrue(gateway.execute("lun:why", "bad").contains("fault:poweron"));
      gateway.execute("fault:poweron", "bad");
      gateway.execute("lun:suspend", "bad");
      assertTrue(gateway.execute("lun:why", "bad").contains("next: lun:resume bad"));
      gateway.execute("lun:resume", "bad");
      assertTrue(gateway.execute("lun:why", "bad").contains("nothing is wrong"));
      String file = "io.sluice.backend.fault-bad.cfg";
      Files.delete(base.resolve("etc").resolve(file));
      await()
          .untilAsserted(
              () -> {
                String why = gateway.execute("lun:why", "bad");
                assertTrue(why.contains(file + " is gone while its handler"), why);
                assertFalse(why.contains("things are wrong"), why);
              });
      int unused = gateway.terminate();
      String log = Files.readString(base.resolve("var/log/sluice.log"));
      assertEquals(List.of(), RunningGateway.errors(log));
    }
  }

  @Test
  void shouldWriteAndRemoveATargetWithItsSecrets() throws Exception {
    Path secret = Files.writeString(base.resolve("secret"), "a-secret-of-farm1\n");
    try (RunningGateway gateway = gatewayWithALun()) {
      RunningGateway.Result unknown = gateway.call("target:add-lun", "disks", "scrtach");
      assertEquals(1, unknown.exitCode());
      assertTrue(unknown.output().contains("Did you mean scratch?"), unknown.output());
      String[] add = {"acl:add", "disks", "--chap", "farm1", "--secret-file", secret.toString()};
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
      RunningGateway.Result open = gateway.call(add);
      assertEquals(1, open.exitCode());
      assertTrue(open.output().contains("may be read by others: chmod 600 " + secret));
      assertFalse(Files.exists(base.resolve("etc/disks.secrets")));
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
      gateway.execute(add);
      Path secrets = base.resolve("etc/disks.secrets");
      assertTrue(Files.exists(secrets));
      RunningGateway.Result alone = gateway.call("target:remove", "disks");
      assertEquals(1, alone.exitCode());
      assertTrue(alone.output().contains("and the secrets in disks.secrets?"), alone.output());
      assertTrue(
          gateway.execute("target:remove", "disks", "--yes").contains("disks.secrets are removed"));
      assertFalse(Files.exists(secrets));

      RunningGateway.Result kernel =
          gateway.call("lio:create", "disks", "--luns", "scratch:0", "--demoMode");
      assertEquals(1, kernel.exitCode());
      assertTrue(kernel.output().contains("Nothing was changed"), kernel.output());
      assertFalse(Files.exists(base.resolve("etc/io.sluice.tcmu.iscsi-disks.cfg")));
    }
  }

  @Test
  void shouldCompleteOptionsAndNames() throws Exception {
    try (RunningGateway gateway = gatewayWithALun();
        Screen screen = Screen.show(distribution, "shell")) {
      screen.awaitText(PROMPT);
      screen.type("lun:create other --mem", "Tab");
      screen.awaitText("lun:create other --memory ");
      screen.type("C-u", "lun:info scr", "Tab");
      screen.awaitText("lun:info scratch");
      screen.type("Enter");
      screen.awaitText("16 MiB");
      screen.type("backend:describe mem", "Tab", "Enter");
      screen.awaitText("blockSize");
      screen.type("target:info di", "Tab", "Enter");
      screen.awaitText("iqn.2026-11.io.sluice:disks");
      Files.writeString(base.resolve("etc/io.sluice.backend.memory-zweiter.cfg"), "size = 16M\n");
      await().until(() -> gateway.execute("handler:names").contains("zweiter"));
      screen.type("lun:bind scr", "Tab", "zw", "Tab");
      screen.awaitText("lun:bind scratch zweiter");
      screen.type("C-u", "lun:create other --file /tmp/x --prea", "Tab");
      screen.awaitText("lun:create other --file /tmp/x --preallocate ");
      screen.type("C-u", "lun:create other --memory 1M --prea", "Tab", "Enter");
      screen.awaitText("There is no option --prea");
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldAskBeforeSomethingIsLost() throws Exception {
    try (RunningGateway gateway = gatewayWithALun();
        Screen screen = Screen.show(distribution, "shell")) {
      screen.awaitText(PROMPT);
      screen.type("lun:remove scratch --handler", "Enter");
      screen.awaitText("[y/N]");
      screen.type("n", "Enter");
      screen.awaitText("Nothing was done.");
      screen.type("lun:remove scratch --handler", "Enter");
      screen.awaitText("[y/N]", 2);
      screen.type("y", "Enter");
      screen.awaitText("scratch is removed");
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldAskBeforeACommandOfABackendDestroysSomething() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution);
        Screen screen = Screen.show(distribution, "shell")) {
      screen.awaitText(PROMPT);
      screen.type("fault:powercut disk0", "Enter");
      screen.awaitText("[y/N]");
      screen.type("n", "Enter");
      screen.awaitText("Nothing was done.");
      screen.type("fault:powercut disk0", "Enter");
      screen.awaitText("[y/N]", 2);
      screen.type("y", "Enter");
      screen.awaitText("There is no volume 'disk0'");

      RunningGateway.Result alone = gateway.call("fault:powercut", "disk0");
      assertEquals(1, alone.exitCode());
      assertTrue(alone.output().contains("add --yes. Nothing was done."), alone.output());
      RunningGateway.Result agreed = gateway.call("fault:powercut", "disk0", "--yes");
      assertTrue(agreed.output().contains("There is no volume 'disk0'"), agreed.output());
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldExplainEveryCommandWithAnExample() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      List<String> commands =
          gateway.execute("sluice:__commands").lines().filter(line -> !line.isBlank()).toList();
      for (String command : List.of("overlay:reset", "prefetch:record", "lun:create", "help")) {
        assertTrue(commands.contains(command), commands::toString);
      }
      String pages = gateway.execute("each (sluice:__commands) { echo PAGE; help $it }");
      List<String> unexplained = new ArrayList<>(commands);
      for (String page : pages.split("PAGE\n", -1)) {
        if (page.matches("(?s)\\S+: \\S.*\nFor example:\n  \\S.*")) {
          unexplained.remove(page.substring(0, page.indexOf(": ")));
        }
      }
      assertEquals(List.of(), unexplained);
    }
  }

  @Test
  void shouldNotShowASecret() throws Exception {
    try (RunningGateway gateway = gatewayWithALun();
        Screen screen = Screen.show(distribution, "acl:add disks --chap farm1")) {
      screen.awaitText("Secret of farm1");
      screen.type("nobody-sees-this", "Enter");
      screen.awaitText("exit code 0");
      assertFalse(screen.text().contains("nobody-sees-this"));
      assertTrue(gateway.execute("acl:list", "disks").contains("farm1"));
      assertEquals(
          "initiator farm1 nobody-sees-this\n",
          Files.readString(base.resolve("etc/disks.secrets")));
    }
  }

  @Test
  void shouldKeepTwoSessionsApart() throws Exception {
    try (RunningGateway gateway = gatewayWithALun();
        Screen one = Screen.show(distribution, "shell");
        Screen other = Screen.show(distribution, "shell")) {
      one.awaitText(PROMPT);
      other.awaitText(PROMPT);
      one.type("sleep 600", "Enter");
      other.type("lun:list", "Enter");
      other.awaitText("SERVING");
      one.type("C-c");
      one.awaitText(PROMPT, 2);
      one.type("exit", "Enter");
      one.awaitText("exit code 0");
      other.type("lun:names", "Enter");
      other.awaitText(PROMPT, 3);
      assertTrue(gateway.isAlive());
    }
  }

  @Test
  void shouldColourOnlyWhereATerminalHasColours() throws Exception {
    try (RunningGateway gateway = gatewayWithALun();
        Screen coloured = Screen.show(distribution, "shell");
        Screen plain = Screen.show("TERM=dumb", distribution, "shell")) {
      for (Screen screen : List.of(coloured, plain)) {
        screen.awaitText(PROMPT);
        screen.type("lun:list", "Enter");
        screen.awaitText("SERVING");
      }
      assertTrue(coloured.colouredText().contains("\u001b[32mSERVING"));
      assertFalse(plain.colouredText().contains("\u001b[32m"));
      assertFalse(gateway.execute("lun:list").contains("\u001b"));
      assertFalse(gateway.execute("lun:list | grep SERVING").contains("\u001b"));
    }
  }

  @Test
  void shouldShowWhatLunsDoUntilItIsLeft() throws Exception {
    try (RunningGateway gateway = gatewayWithALun();
        Screen screen = Screen.show(distribution, "shell")) {
      screen.awaitText(PROMPT);
      screen.type("lun:top", "Enter");
      screen.awaitText("WRITE MB/s");
      screen.type("q");
      screen.awaitText(PROMPT);
      screen.type("echo le''ft", "Enter");
      screen.awaitText("left");
      screen.type("lun:top", "Enter");
      screen.awaitText("WRITE MB/s");
      screen.type("C-c");
      screen.awaitText(PROMPT);
      screen.type("lun:lsit", "Enter");
      screen.awaitText("Did you mean lun:list?");
      assertTrue(gateway.isAlive());
    }
  }
}
