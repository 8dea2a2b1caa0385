package io.sluice.gateway.osgi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.gateway.osgi.shared.SharedDisks;
import java.nio.file.Path;
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
    awaitText("lun:list", "heap0  SERVING");
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
  void shouldNeverServeASecondLunFromAHandlerOfAnEarlierConfiguration() throws Exception {
    gateway.configure("io.sluice.lun-twin.cfg", "handler = heap0");
    awaitText("lun:list", "twin", "FAILED", "serves LUN heap0 already");
    try (VerifyingInitiator initiator =
        new VerifyingInitiator(gateway.lun("heap0"), SharedDisks.BLOCKS)) {
      for (int i = 1; i <= 20; i++) {
        gateway.configure(FILE, "service.ranking = " + (20 - i));
        awaitText("handler:list heap0", "  " + (20 - i) + "  ");
        awaitText("lun:list", "heap0  SERVING");
      }
      assertTrue(initiator.stop() > 0);
    }
    assertFalse(shell.execute("lun:history twin --json").contains("SWAPPED"));
    shell.execute("lun:remove heap0");
    awaitText("lun:list", "twin  SERVING");
  }
}
