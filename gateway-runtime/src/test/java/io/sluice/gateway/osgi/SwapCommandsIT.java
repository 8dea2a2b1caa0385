package io.sluice.gateway.osgi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ArrayVolume;
import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.ScsiResponse;
import io.sluice.backend.TestCmd;
import io.sluice.gateway.ItNexus;
import io.sluice.gateway.LogicalUnit;
import io.sluice.scsi.OperationCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does to a disk while it serves. */
class SwapCommandsIT {
  @TempDir private Path folder;
  private TestGateway gateway;
  private TestShell shell;
  private LogicalUnit lun;
  private ItNexus nexus;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway(folder);
    shell = gateway.shell();
    gateway.register("disk0", disk(2048));
    gateway.configure("io.sluice.lun-disk0.cfg", "holdSeconds = 30");
    lun = gateway.lun("disk0");
    nexus = lun.attach("initiator", "target");
    nexus.execute(TestCmd.of(OperationCode.REQUEST_SENSE, 0, 0, 0, 18, 0).withDataIn(18));
    awaitServing();
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private static BlockStoreCmdHandler disk(long blocks) {
    return new BlockStoreCmdHandler(
        new ArrayVolume(new Geometry(blocks, 512, 512), Capabilities.PLAIN));
  }

  private void awaitServing() {
    await()
        .atMost(TestGateway.PATIENCE)
        .ignoreExceptions()
        .until(() -> shell.execute("lun:list disk0").contains("SERVING"));
  }

  private TestCmd read() {
    TestCmd read =
        TestCmd.of(OperationCode.READ_10, 0, 0, 0, 0, 7, 0, 0, 1, 0)
            .withDataIn(512)
            .withDevice(lun);
    nexus.execute(read);
    return read;
  }

  private String refusal(String line) {
    return assertThrows(TestShell.CommandFailed.class, () -> shell.execute(line)).getMessage();
  }

  @Test
  void shouldBindToAnotherHandlerAndTellOfIt() {
    gateway.register("other", disk(2048));
    String told = shell.execute("lun:bind disk0 other");
    assertTrue(told.startsWith("disk0: serves from other (test"), told);
    String history = shell.execute("lun:history disk0");
    assertTrue(history.contains("lun:bind") && history.contains("SWAPPED"), history);
    assertTrue(shell.execute("lun:history disk0 --json").contains("\"result\": \"SWAPPED\""));
    String info = shell.execute("lun:info disk0");
    assertTrue(info.contains("last swap") && info.contains("-> other"), info);
  }

  @Test
  void shouldRefuseToBindToWhatDoesNotFit() {
    gateway.register("small", disk(16));
    assertTrue(refusal("lun:bind disk0 small").contains("--force"));
    assertTrue(refusal("lun:bind disk0 none").contains("handler:list"));
    assertTrue(refusal("lun:bind none disk0").contains("lun:list"));
    assertEquals(ScsiResponse.good(), read().response());
    String told = shell.execute("lun:bind disk0 small --force --yes");
    assertTrue(told.contains("serves from small"), told);
    assertEquals(16, lun.info().orElseThrow().geometry().blocks());
  }

  @Test
  void shouldRefuseToBindToAHandlerThatServesAnotherLunAlsoByForce() throws Exception {
    gateway.register("other", disk(2048));
    gateway.configure("io.sluice.lun-twin.cfg", "handler = other");
    await()
        .atMost(TestGateway.PATIENCE)
        .ignoreExceptions()
        .until(() -> shell.execute("lun:list twin").contains("SERVING"));
    String taken =
        "handler 'other' serves LUN twin already, and one LUN at a time: lun:bind twin to another"
            + " first, or lun:remove it";
    assertEquals(taken, refusal("lun:bind disk0 other"));
    assertEquals(taken, refusal("lun:bind disk0 other --force --yes"));
    assertEquals(ScsiResponse.good(), read().response());
    assertFalse(shell.execute("lun:history disk0").contains("lun:bind"), "nothing was tried");
    shell.execute("lun:remove twin");
    assertTrue(shell.execute("lun:bind disk0 other").contains("serves from other"));
  }

  @Test
  void shouldMakeAVolumeBiggerAndTellInitiators() {
    String told = shell.execute("lun:resize disk0 2M");
    assertTrue(told.startsWith("disk0: opened disk0"), told);
    assertEquals(4096, lun.info().orElseThrow().geometry().blocks());
    assertEquals(0x2A, read().response().sense().toFixedFormat()[12]);
    assertEquals(ScsiResponse.good(), read().response());
    assertTrue(refusal("lun:resize disk0 1M").contains("--force"));
    assertTrue(refusal("lun:resize disk0 much").contains("is no size"));
  }

  @Test
  void shouldHoldCommandsWhileSuspended() {
    shell.execute("lun:suspend disk0");
    TestCmd held = read();
    assertTrue(shell.execute("lun:list").contains("lun:resume disk0"));
    assertTrue(refusal("lun:suspend disk0").contains("already"));
    String told = shell.execute("lun:resume disk0");
    assertTrue(told.contains("serves again") && told.contains("1 commands"), told);
    assertEquals(ScsiResponse.good(), held.response());
    assertTrue(refusal("lun:resume disk0").contains("not suspended"));
  }

  @Test
  void shouldRunAProgramWhileTheVolumeIsAtRest() throws Exception {
    Path made = folder.resolve("snapshot");
    String told = shell.execute("lun:snapshot-point disk0 -- cp /proc/self/status " + made);
    assertTrue(told.contains("serves again"), told);
    assertTrue(Files.exists(made));
    assertEquals(ScsiResponse.good(), read().response());
  }

  @Test
  void shouldServeAgainAfterASnapshotThatFailed() {
    assertTrue(refusal("lun:snapshot-point disk0 -- false").contains("code 1"));
    assertEquals(ScsiResponse.good(), read().response());
    assertTrue(refusal("lun:snapshot-point disk0 -- /no/such/program").contains("/no/such"));
    assertEquals(ScsiResponse.good(), read().response());
    String killed = refusal("lun:snapshot-point disk0 --seconds 1 -- sleep 600");
    assertTrue(killed.contains("worth nothing"), killed);
    assertEquals(ScsiResponse.good(), read().response());
    assertTrue(refusal("lun:snapshot-point disk0 --seconds 31 -- true").contains("holdSeconds"));
  }

  @Test
  void shouldAcceptNoLossWhereThereIsNone() {
    assertTrue(refusal("lun:accept disk0 --yes").contains("no content was lost"));
  }
}
