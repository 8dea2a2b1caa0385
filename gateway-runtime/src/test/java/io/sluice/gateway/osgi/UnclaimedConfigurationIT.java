package io.sluice.gateway.osgi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;

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

  @Test
  void shouldListALunWhoseFileIsMisspelledUntilItIsNamedRight() throws Exception {
    gateway.configure("io.sluice.lnu-disk0.cfg", "");
    shell.awaitText(
        "lun:list",
        "disk0  FAILED",
        "io.sluice.lnu-disk0.cfg: nothing here reads io.sluice.lnu. Did you mean io.sluice.lun?");
    Files.move(
        gateway.etc().resolve("io.sluice.lnu-disk0.cfg"),
        gateway.etc().resolve("io.sluice.lun-disk0.cfg"),
        StandardCopyOption.ATOMIC_MOVE);
    shell.awaitText("lun:list", "disk0  HOLDING");
    await().atMost(TestGateway.PATIENCE).until(() -> !shell.execute("lun:list").contains("FAILED"));
  }

  @Test
  void shouldRemoveALunWhoseFileIsMisspelled() throws Exception {
    gateway.configure("io.sluice.lnu-disk0.cfg", "");
    shell.awaitText("lun:list", "disk0  FAILED");
    shell.execute("lun:remove disk0");
    assertFalse(Files.exists(gateway.etc().resolve("io.sluice.lnu-disk0.cfg")));
    shell.awaitText("lun:list", "There is no LUN");
  }

  @Test
  void shouldTellALunThatWaitsForAHandlerThatNothingReadsItsFile() throws Exception {
    gateway.configure("io.sluice.bundles.cfg", "pollMilliseconds = 50", "startSeconds = 3");
    gateway.configure("io.sluice.lun-lba0.cfg", "");
    gateway.configure("io.sluice.example.lba-lba0.cfg", "size = 1M");
    String reason =
        "io.sluice.example.lba-lba0.cfg: nothing here reads io.sluice.example.lba: is that"
            + " misspelled? Or the bundle that does is not there yet: put its jar into bundles/";
    shell.awaitText("lun:list", reason);
    shell.awaitText("lun:why lba0", reason);
    LbaJar.of("1.0.0").moveTo(gateway.bundles().resolve("lba.jar"));
    shell.awaitText("lun:list", "lba0  SERVING", TestShell.NOTHING_TO_NOTE);
  }
}
