package io.sluice.posix.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ResidentProcessTest {
  private static final Path PROC_SELF = Path.of("/proc/self");

  /** What another process runs, since there is no way back. */
  static final class Resident {
    private Resident() {}

    public static void main(String[] args) throws IOException {
      boolean mayLock = MemoryRights.mayLockAll(PROC_SELF);
      new ResidentProcess(true, 500); // raising the score needs no right
      boolean locked =
          Files.readAllLines(PROC_SELF.resolve("status")).stream()
              .anyMatch(line -> line.startsWith("VmLck:") && !line.matches("VmLck:\\s+0 kB"));
      String score = Files.readString(PROC_SELF.resolve("oom_score_adj")).strip();
      System.out.println("may lock " + mayLock + ", locked " + locked + ", score " + score);
    }
  }

  @Test
  void shouldLockMemoryWhereItMayAndSetTheOomScore() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Resident.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(
        said.contains("may lock true, locked true, score 500")
            || said.contains("may lock false, locked false, score 500"),
        said);
  }
}
