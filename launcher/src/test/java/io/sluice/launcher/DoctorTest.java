package io.sluice.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @Test
  void shouldSayThatTheGatewayCanRunWithoutTcmu() {
    int exitCode = examine(folder, "somebody");

    assertEquals(0, exitCode, this::printed);
    assertTrue(printed().contains("its LUNs don't become disks of this kernel"), this::printed);
  }

  @Test
  void shouldSayWhyTheGatewayCannotRun() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    int exitCode = examine(file.resolve("base"), "somebody");

    assertEquals(Failure.FAILED, exitCode, this::printed);
    assertTrue(printed().contains("NO   " + file + " is no folder"), this::printed);
    assertTrue(printed().contains("SLUICE_BASE"), this::printed);
  }

  @Test
  void shouldTellOfRightsThatOnlyDisksOfThisMachineNeed() throws IOException {
    Path proc = Files.createDirectories(folder.resolve("proc/self"));
    Files.writeString(proc.resolve("status"), "Name:\tjava\nCapEff:\t0000000001000000\n");

    examine(folder, new Machine(folder, "0.0-none", "somebody", List.of()));

    assertTrue(printed().contains("memory can't be locked"), this::printed);
    assertTrue(printed().contains("the OOM score can be lowered"), this::printed);

    Files.writeString(proc.resolve("status"), "Name:\tjava\nCapEff:\t0000000000004000\n");

    examine(folder, new Machine(folder, "0.0-none", "somebody", List.of()));

    assertTrue(printed().contains("memory can be locked"), this::printed);
    assertTrue(printed().contains("the OOM score can't be lowered"), this::printed);
  }

  @Test
  void shouldTellOfAPartThatCannotBeLoadedAndJudgeOn() throws IOException {
    Path services = Files.createDirectories(folder.resolve("jar/META-INF/services"));
    Files.writeString(
        services.resolve("io.sluice.backend.osgi.ConfigurationJudge"), "io.sluice.NoSuchJudge\n");
    Path etc = Files.createDirectories(folder.resolve("etc"));
    Files.writeString(etc.resolve("io.sluice.lun-a.cfg"), "threads = many\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.resolve("jar").toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      examine(folder, "somebody");
    } finally {
      thread.setContextClassLoader(before);
    }
    assertTrue(printed().contains("WARN what reads a kind of file can't be loaded"), printed());
    assertTrue(printed().contains("io.sluice.NoSuchJudge"), printed());
    assertTrue(printed().contains("threads = many"), printed());
  }

  @Test
  void shouldTellOfANameThatTwoFilesGive() throws IOException {
    Path etc = Files.createDirectories(folder.resolve("etc"));
    Files.writeString(etc.resolve("io.sluice.backend.file-a.cfg"), "path = /a.img\n");
    Files.writeString(etc.resolve("io.sluice.backend.memory-b.cfg"), "size = 1M\nname = a\n");
    Files.writeString(etc.resolve("io.sluice.lun-a.cfg"), "");
    Files.writeString(etc.resolve("io.sluice.lun-b.cfg"), "name = a\n");
    Files.writeString(etc.resolve("io.sluice.iscsi-a.cfg"), "iqn = iqn.2026-11.io.sluice:x\n");
    Files.writeString(etc.resolve("io.sluice.iscsi-b.cfg"), "iqn = iqn.2026-11.io.sluice:x\n");
    Files.writeString(etc.resolve("com.acme.other-c.cfg"), "");

    examine(folder, "somebody");

    assertTrue(
        printed()
            .contains(
                "io.sluice.backend.file-a.cfg and io.sluice.backend.memory-b.cfg make handlers of"
                    + " one name, a"),
        printed());
    assertTrue(
        printed().contains("io.sluice.lun-a.cfg and io.sluice.lun-b.cfg make LUNs of one name, a"),
        printed());
    assertTrue(printed().contains("make targets of one name, iqn.2026-11.io.sluice:x"), printed());
  }

  private int examine(Path base, String user) {
    return examine(base, new Machine(Path.of("/"), "0.0-none", user, List.of()));
  }

  private int examine(Path base, Machine machine) {
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new Doctor(new Places(folder, base), machine, out).examine();
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
