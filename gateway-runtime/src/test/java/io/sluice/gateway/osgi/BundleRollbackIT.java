package io.sluice.gateway.osgi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.gateway.osgi.shared.SharedDisks;
import io.sluice.scsi.OperationCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new version that starts, is probed and promoted, and then throws while it serves. */
class BundleRollbackIT {
  private static final String NAME = "com.acme.heap";

  @TempDir private Path folder;
  private TestGateway gateway;
  private TestShell shell;
  private Path jar;
  private LogicalUnit lun;
  private ItNexus nexus;

  @BeforeEach
  void start() throws Exception {
    SharedDisks.clear();
    gateway = new TestGateway(folder);
    shell = gateway.shell();
    jar = gateway.bundles().resolve("heap.jar");
    gateway.configure("io.sluice.bundles.cfg", "pollMilliseconds = 50", "startSeconds = 3");
    gateway.configure("com.acme.heap-heap0.cfg", "");
    gateway.configure("io.sluice.lun-heap0.cfg", "threads = 2");
    new HeapJar(NAME, "1.0.0").moveTo(jar);
    lun = gateway.lun("heap0");
    awaitServing("1.0.0");
    nexus = lun.attach("initiator", "target");
    nexus.execute(TestCmd.of(OperationCode.REQUEST_SENSE, 0, 0, 0, 18, 0).withDataIn(18));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  /** Not only staged, or spare. */
  private void awaitServing(String version) {
    await()
        .atMost(TestGateway.PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                shell
                    .execute("lun:info heap0")
                    .lines()
                    .anyMatch(
                        line ->
                            line.contains("(heap " + version + ", ") && line.endsWith(", bound")));
  }

  private ScsiResponse read() {
    TestCmd read =
        TestCmd.of(OperationCode.READ_10, 0, 0, 0, 0, 7, 0, 0, 1, 0)
            .withDataIn(512)
            .withDevice(lun);
    nexus.execute(read);
    return read.response();
  }

  /** Reads until so many reads in a row have gone well. */
  private void awaitGood(int reads) {
    await()
        .atMost(TestGateway.PATIENCE)
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .until(
            () -> {
              int good = 0;
              while (good < reads && read().equals(ScsiResponse.good())) {
                good++;
              }
              return good == reads;
            });
  }

  @Test
  void shouldGoBackByItselfFromAVersionThatThrowsInService() throws Exception {
    new HeapJar(NAME, "1.1.0").throwing().moveTo(jar);
    awaitServing("1.1.0");
    awaitGood(10);
    awaitServing("1.0.0");
    shell.awaitText(
        "bundle:status", "FAILED", "LUN heap0 had ", " errors more than before, within ");
    assertTrue(
        Files.readString(Path.of(jar + ".failed")).contains("from 1.0.0 to 1.1.0"),
        Files.readString(Path.of(jar + ".failed")));
    String history = shell.execute("lun:history heap0 --json");
    assertTrue(history.contains("update of com.acme.heap 1.0.0 to 1.1.0"), history);
    assertTrue(history.contains("back: LUN heap0 had "), history);
    awaitGood(100);

    new HeapJar(NAME, "1.2.0").moveTo(jar); // mended
    awaitServing("1.2.0");
    awaitGood(100);
    shell.awaitText("bundle:status", "DEPLOYED");
    assertEquals(
        NAME + " 1.0.0 is in service, in place of 1.2.0\n",
        shell.execute("bundle:rollback " + NAME));
  }

  @Test
  void shouldStayWhereThatIsTurnedOff() throws Exception {
    gateway.configure(
        "io.sluice.bundles.cfg", "pollMilliseconds = 50", "startSeconds = 3", "rollbackErrors = 0");
    new HeapJar(NAME, "1.0.1").moveTo(jar); // the configuration is read meanwhile
    awaitServing("1.0.1");
    new HeapJar(NAME, "1.1.0").throwing().moveTo(jar);
    awaitServing("1.1.0");
    for (int i = 0; i < 30; i++) {
      read();
    }
    new HeapJar(NAME, "1.2.0").moveTo(gateway.bundles().resolve("next.jar"));
    awaitServing("1.2.0");
    assertEquals(
        0, shell.execute("lun:history heap0").lines().filter(l -> l.contains("back:")).count());
  }
}
