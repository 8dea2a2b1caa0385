package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two files that give one name to two volumes: a disk keeps its content until a person says so. */
class SecondVolumeIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String WANTS =
      "io.sluice.backend.file-other.cfg gives the name 'disk' to another volume";

  @TempDir Path base;
  private Distribution distribution;
  private Path etc;

  @BeforeEach
  void configure() throws IOException {
    distribution = Distribution.built(base);
    etc = base.resolve("etc");
    Files.write(base.resolve("mine.img"), new byte[1 << 20]);
    Files.write(base.resolve("other.img"), new byte[1 << 20]);
    writeHandler("disk", "mine.img");
    Files.writeString(etc.resolve("io.sluice.lun-disk.cfg"), "transports = iscsi\n");
  }

  private void writeHandler(String file, String image) throws IOException {
    Files.writeString(
        etc.resolve("io.sluice.backend.file-" + file + ".cfg"),
        "name = disk\npath = " + base.resolve(image) + "\n");
  }

  /** What INQUIRY and reads would be answered from. */
  private void awaitServing(RunningGateway gateway, String image) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              String lun = gateway.execute("lun:info", "disk");
              assertTrue(lun.contains("SERVING"), lun);
              String volume = "volume +" + Pattern.quote(base.resolve(image) + " (device");
              assertTrue(Pattern.compile(volume).matcher(lun).find(), lun);
            });
  }

  private static void awaitText(RunningGateway gateway, String text, String... command) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              String output = gateway.execute(command);
              assertTrue(output.contains(text), output);
            });
  }

  @Test
  void shouldServeOneVolumeThroughChangesAndRestartsUntilAPersonBindsTheOther() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitServing(gateway, "mine.img");
      writeHandler("other", "other.img");
      awaitText(gateway, WANTS, "lun:list");
      awaitText(gateway, "lun:bind disk disk", "lun:why", "disk");
      awaitServing(gateway, "mine.img");
      assertEquals(
          1,
          gateway
              .output()
              .lines()
              .filter(line -> line.contains("WARN") && line.contains(WANTS))
              .count(),
          gateway::output);
      String doctor = distribution.call("doctor").output();
      assertTrue(
          doctor.contains(
              "io.sluice.backend.file-disk.cfg and io.sluice.backend.file-other.cfg make handlers"
                  + " of one name, disk"),
          doctor);
      assertTrue(doctor.contains("the LUN disk is SERVING: "), doctor);
    }
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitServing(gateway, "mine.img");
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.execute("handler:list").split("disk  file", -1).length == 3);
      awaitServing(gateway, "mine.img");
      writeHandler("other", "other.img\ndiscard = off"); // is the newest, whoever came first
      awaitText(gateway, WANTS, "lun:list");
      gateway.execute("lun:bind", "disk", "disk");
      awaitServing(gateway, "other.img");
    }
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      awaitServing(gateway, "other.img");
    }
  }
}
