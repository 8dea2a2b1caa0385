package io.sluice.gateway.osgi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.osgi.shared.SharedDisks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations of handlers that change and go, with a disk on them under I/O. */
class HandlerConfigurationIT {
  private static final String FILE = "com.acme.heap-heap0.cfg";

  @TempDir private Path folder;
  private TestGateway gateway;
  private TestShell shell;

  @BeforeEach
  void start() throws Exception {
    SharedDisks.clear();
    gateway = new TestGateway(folder);
    shell = gateway.shell();
    gateway.configure("io.sluice.bundles.cfg", "pollMilliseconds = 50", "startSeconds = 3");
    gateway.configure(FILE, "");
    gateway.configure("io.sluice.lun-heap0.cfg", "threads = 2");
    new HeapJar("com.acme.heap", "1.0.0").moveTo(gateway.bundles().resolve("heap.jar"));
    shell.awaitText("lun:list", "heap0  SERVING");
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  @Test
  void shouldNeverServeASecondLunFromAHandlerOfAnEarlierConfiguration() throws Exception {
    gateway.configure("io.sluice.lun-twin.cfg", "handler = heap0");
    shell.awaitText("lun:list", "twin", "FAILED", "serves LUN heap0 already");
    try (VerifyingInitiator initiator =
        new VerifyingInitiator(gateway.lun("heap0"), SharedDisks.BLOCKS)) {
      for (int i = 1; i <= 20; i++) {
        gateway.configure(FILE, "service.ranking = " + (20 - i));
        shell.awaitText("handler:list heap0", "  " + (20 - i) + "  ");
        shell.awaitText("lun:list", "heap0  SERVING");
      }
      assertTrue(initiator.stop() > 0);
    }
    assertFalse(shell.execute("lun:history twin --json").contains("SWAPPED"));
    shell.execute("lun:remove heap0");
    shell.awaitText("lun:list", "twin  SERVING");
  }

  @Test
  void shouldServeOnWhenTheFileOfAHandlerInUseVanishesAndTakeItWhenItIsBack() throws Exception {
    try (VerifyingInitiator initiator =
        new VerifyingInitiator(gateway.lun("heap0"), SharedDisks.BLOCKS)) {
      for (int i = 1; i <= 3; i++) {
        String service = service();
        Files.delete(gateway.etc().resolve(FILE));
        shell.awaitText(
            "lun:list", "heap0  SERVING", FILE + " is gone while its handler 'heap0' is in");
        shell.awaitText(
            "lun:why heap0", "put the file back, or lun:bind the LUN to another handler");
        assertTrue(shell.execute("handler:list").contains(service), "it is still there");
        gateway.configure(FILE, "");
        shell.awaitText("lun:list", "heap0  SERVING", TestShell.NOTHING_TO_NOTE);
        await()
            .atMost(TestGateway.PATIENCE)
            .until(() -> !shell.execute("handler:list").contains(service));
      }
      assertTrue(initiator.stop() > 0);
    }
    assertFalse(shell.execute("lun:history heap0").contains("there is no handler"));
  }

  @Test
  void shouldLetAHandlerWithoutAFileGoWithItsLun() throws Exception {
    Files.delete(gateway.etc().resolve(FILE));
    shell.awaitText("lun:list", FILE + " is gone");
    gateway.configure("io.sluice.lun-other.cfg", "");
    gateway.lun("other");
    TestShell.CommandFailed refusal =
        assertThrows(TestShell.CommandFailed.class, () -> shell.execute("lun:bind other heap0"));
    assertTrue(refusal.getMessage().contains("serves LUN heap0 already"), refusal.getMessage());
    shell.execute("lun:remove heap0");
    await()
        .atMost(TestGateway.PATIENCE)
        .until(() -> !shell.execute("handler:list").contains("heap0"));
  }

  @Test
  void shouldGoBackToTheHandlerWithoutAFileWhenAnotherFails() throws Exception {
    Files.delete(gateway.etc().resolve(FILE));
    shell.awaitText("lun:list", FILE + " is gone");
    gateway.configure("com.acme.heap-other.cfg", "name = heap0", "below = volume:none");
    shell.awaitText("lun:list", "heap0  SERVING", "there is no volume 'none'");
    gateway.configure("com.acme.heap-other.cfg", "name = heap0");
    shell.awaitText("lun:list", "heap0  SERVING", TestShell.NOTHING_TO_NOTE);
  }

  private String service() {
    Matcher found =
        Pattern.compile("service ([0-9]+)\\), bound").matcher(shell.execute("lun:info heap0"));
    assertTrue(found.find());
    return "  " + found.group(1) + "  ";
  }
}
