package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import io.sluice.launcher.RunningGateway.Result;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of every command of the distribution, whoever it is from. */
class CommandContractIT {
  /** Tell something, and need something that is not there in this test. */
  private static final Set<String> WITHOUT_A_SUBJECT =
      Set.of("lio:info", "lio-acl:list"); // need the kernel's target core

  /** What the shell itself can do with a word. */
  private static final Set<String> OF_THE_SHELL = Set.of("__files", "__commands");

  @TempDir Path base;

  /** One command, as {@code help --json} tells of it. */
  private record Command(Map<?, ?> fields) {
    String name() {
      return text("name");
    }

    /** As it is typed. */
    String typed() {
      return name().startsWith("sluice:") ? name().substring("sluice:".length()) : name();
    }

    String text(String field) {
      return (String) fields.get(field);
    }

    List<?> list(String field) {
      return (List<?>) fields.get(field);
    }

    /** Those that a person may put in one after the other. */
    List<String> operands() {
      return Arrays.stream(text("operands").split(" ", -1))
          .filter(word -> !word.isEmpty() && !word.equals("--"))
          .toList();
    }

    boolean has(String option) {
      return list("options").stream()
          .anyMatch(each -> ((Map<?, ?>) each).get("name").equals(option));
    }
  }

  private static List<Command> commands(RunningGateway gateway) throws IOException {
    List<?> all = (List<?>) JsonReader.read(gateway.execute("help", "--json"));
    return all.stream().map(each -> new Command((Map<?, ?>) each)).toList();
  }

  /** A disk, an overlay, a disk that can fail, and a jar, for the commands to tell of. */
  private RunningGateway start() throws Exception {
    Path disk = Files.write(base.resolve("disk.img"), new byte[1 << 20]);
    write("backend.file-below", "path = " + disk);
    write(
        "backend.overlay-work",
        "base = volume:below\npath = " + base.resolve("work.qcow2") + "\ncreate = true");
    write("backend.memory-plain", "size = 1M");
    write("backend.fault-bad", "on = volume:plain");
    write("lun-work", "handler = work\ntransports = iscsi");
    write("lun-bad", "handler = bad\ntransports = iscsi");
    try (ServerSocket free = new ServerSocket(0)) {
      write("iscsi-disks", "portals = 127.0.0.1:" + free.getLocalPort());
    }
    RunningGateway gateway = RunningGateway.start(Distribution.built(base));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                gateway.execute("lun:list").lines().filter(l -> l.contains("SERVING")).count()
                    == 2);
    gateway.execute("overlay:snapshot", "work", "first");
    gateway.execute("fault:add", "bad", "error", "read", "lba=99");
    return gateway;
  }

  private void write(String pid, String text) throws IOException {
    Path etc = Files.createDirectories(base.resolve("etc"));
    Files.writeString(etc.resolve("io.sluice." + pid + ".cfg"), text + "\n");
  }

  @Test
  void shouldExplainCompleteAndTellProgramsOfEveryCommand() throws Exception {
    try (RunningGateway gateway = start()) {
      List<Command> commands = commands(gateway);
      Set<String> names = new TreeSet<>();
      commands.forEach(command -> names.add(command.name()));
      assertTrue(
          names.containsAll(List.of("overlay:revert", "lun:bind", "sluice:help")), names::toString);
      for (Command command : commands) {
        requireManual(command);
        requireCompletion(command, names);
      }
      List<String> told = new ArrayList<>();
      for (Command command : commands) {
        if (command.has("--json") && !WITHOUT_A_SUBJECT.contains(command.name())) {
          requireJson(gateway, command);
          told.add(command.name());
        }
      }
      assertTrue(
          told.containsAll(
              List.of("overlay:list", "fault:list", "image:inspect", "lun:why", "store:tree")),
          told::toString);
    }
  }

  private static void requireManual(Command command) {
    assertFalse(command.text("summary").isBlank(), command::name);
    assertFalse(command.list("examples").isEmpty(), command::name);
    for (Object example : command.list("examples")) {
      String line = (String) example;
      assertTrue(line.equals(command.typed()) || line.startsWith(command.typed() + " "), line);
    }
  }

  private static void requireCompletion(Command command, Set<String> names) {
    assertEquals(
        command.operands().size(),
        command.list("completion").size(),
        () -> command.name() + " " + command.operands() + command.list("completion"));
    for (Object line : command.list("completion")) {
      assertTrue(
          line.equals("") || OF_THE_SHELL.contains(line) || names.contains(line),
          () -> command.name() + " is completed by " + line);
    }
  }

  private void requireJson(RunningGateway gateway, Command command) throws IOException {
    List<String> line = new ArrayList<>(List.of(command.typed(), "--json"));
    if (command.has("--once")) {
      line.add("--once");
    }
    for (int i = 0; i < command.operands().size(); i++) {
      if (!command.operands().get(i).startsWith("[")) {
        line.add(subject(gateway, (String) command.list("completion").get(i)));
      }
    }
    Result result = gateway.call(line.toArray(String[]::new));
    assertEquals(0, result.exitCode(), () -> line + ": " + result);
    Object value = JsonReader.read(result.output());
    assertTrue(value instanceof Map || value instanceof List, () -> line + ": " + result);
  }

  /** The first that completion offers. */
  private String subject(RunningGateway gateway, String completion) throws IOException {
    if (completion.equals("__files")) {
      return base.resolve("disk.img").toString();
    }
    Set<Object> offered =
        new LinkedHashSet<>((List<?>) JsonReader.read(gateway.execute(completion, "--json")));
    assertFalse(offered.isEmpty(), completion);
    return (String) offered.iterator().next();
  }

  @Test
  void shouldAskBeforeABackendsCommandDestroysSomething() throws Exception {
    try (RunningGateway gateway = start()) {
      Result refused = gateway.call("overlay:delete", "work", "first");
      assertEquals(1, refused.exitCode(), refused::toString);
      assertTrue(refused.output().contains("what the snapshot keeps is lost"), refused::output);
      assertTrue(gateway.execute("overlay:list", "work").contains("first"));
      gateway.execute("overlay:delete", "work", "first", "--yes");
      assertFalse(gateway.execute("overlay:list", "work").contains("first"));
    }
  }
}
