package io.sluice.gateway.osgi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose names nothing knows. */
class UnclaimedConfigurationIT {
  @TempDir private Path folder;
  private TestGateway gateway;
  private TestShell shell;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway(folder);
    shell = gateway.shell();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private void awaitText(String command, String... words) {
    await()
        .atMost(TestGateway.PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              String text = shell.execute(command);
              for (String word : words) {
                assertTrue(text.contains(word), () -> word + " in " + text);
              }
            });
  }

  @Test
  void shouldListALunWhoseFileIsMisspelledUntilItIsNamedRight() throws Exception {
    gateway.configure("io.sluice.lnu-disk0.cfg", "");
    awaitText(
        "lun:list",
        "disk0  FAILED",
        "io.sluice.lnu-disk0.cfg: nothing here reads io.sluice.lnu. Did you mean io.sluice.lun?");
    Files.move(
        gateway.etc().resolve("io.sluice.lnu-disk0.cfg"),
        gateway.etc().resolve("io.sluice.lun-disk0.cfg"),
        StandardCopyOption.ATOMIC_MOVE);
    awaitText("lun:list", "disk0  HOLDING");
    await().atMost(TestGateway.PATIENCE).until(() -> !shell.execute("lun:list").contains("FAILED"));
  }

  @Test
  void shouldRemoveALunWhoseFileIsMisspelled() throws Exception {
    gateway.configure("io.sluice.lnu-disk0.cfg", "");
    awaitText("lun:list", "disk0  FAILED");
    shell.execute("lun:remove disk0");
    assertFalse(Files.exists(gateway.etc().resolve("io.sluice.lnu-disk0.cfg")));
    awaitText("lun:list", "There is no LUN");
  }

  @Test
  void shouldTellALunThatWaitsForAHandlerThatNothingReadsItsFile() throws Exception {
    gateway.configure("io.sluice.bundles.cfg", "pollMilliseconds = 50", "startSeconds = 3");
    gateway.configure("io.sluice.lun-lba0.cfg", "");
    gateway.configure("io.sluice.example.lba-lba0.cfg", "size = 1M");
    String reason =
        "io.sluice.example.lba-lba0.cfg: nothing here reads io.sluice.example.lba: is that"
            + " misspelled? Or the bundle that does is not there yet: put its jar into bundles/";
    awaitText("lun:list", reason);
    awaitText("lun:why lba0", reason);
    LbaJar.of("1.0.0").moveTo(gateway.bundles().resolve("lba.jar"));
    awaitText("lun:list", "lba0  SERVING", "  -\n");
  }
}
