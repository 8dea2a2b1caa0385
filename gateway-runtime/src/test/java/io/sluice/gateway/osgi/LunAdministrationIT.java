package io.sluice.gateway.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.ArrayVolume;
import io.sluice.backend.BlockStoreCmdHandler;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LUNs made, changed and removed by commands, with a handler that is there. */
class LunAdministrationIT {
  private static final String FILE = "io.sluice.lun-disk0.cfg";

  @TempDir private Path folder;
  private TestGateway gateway;
  private TestShell shell;
  private DiskTransport transport;

  @BeforeEach
  void start() throws Exception {
    gateway = new TestGateway(folder);
    shell = gateway.shell();
    transport = new DiskTransport("disk0");
    gateway.register(transport);
    gateway.register(
        "store",
        new BlockStoreCmdHandler(
            new ArrayVolume(new Geometry(2048, 512, 512), Capabilities.PLAIN)));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
  }

  private String refusal(String line) {
    return assertThrows(TestShell.CommandFailed.class, () -> shell.execute(line)).getMessage();
  }

  private String content() throws IOException {
    return Files.readString(gateway.etc().resolve(FILE));
  }

  @Test
  void shouldMakeALunAndItsFile() throws Exception {
    String made = shell.execute("lun:create disk0 --handler store --threads 2");
    assertTrue(made.contains("disk0") && made.contains("1 MiB"), made);
    assertEquals(
        "# The LUN \"disk0\".\nhandler = store\nthreads = 2\ntransports = tcmu\n", content());
    assertTrue(gateway.find("disk0").isPresent());
  }

  @Test
  void shouldWaitForATransportThatTakesItsTime() throws Exception {
    transport.delay(3);
    String made = shell.execute("lun:create disk0 --handler store");
    assertTrue(made.contains("/dev/test"), made);
  }

  @Test
  void shouldTakeBackWhatNeverServed() throws Exception {
    transport.fail("no room");
    String reason = refusal("lun:create disk0 --handler store");
    assertTrue(reason.contains("no room"), reason);
    assertTrue(gateway.find("disk0").isEmpty());
    try (Stream<Path> files = Files.list(gateway.etc())) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void shouldRefuseWhatItDoesNotKnowBeforeAnythingIsDone() throws Exception {
    assertTrue(refusal("lun:create disk0 --handler stroe").contains("Did you mean store?"));
    assertTrue(refusal("lun:create disk0 --handler store --tread 2").contains("--threads"));
    assertTrue(refusal("lun:create disk0 --handler store --threads x").contains("threads: 'x'"));
    assertTrue(refusal("lun:create disk0").contains("--handler NAME"));
    assertTrue(refusal("lun:create a/b --handler store").contains("is no name"));
    try (Stream<Path> files = Files.list(gateway.etc())) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void shouldRefuseANameThatIsTaken() throws Exception {
    shell.execute("lun:create disk0 --handler store");
    assertTrue(refusal("lun:create disk0 --handler store").contains("already"));
  }

  @Test
  void shouldChangeAKeyAndKeepTheRestOfTheFile() throws Exception {
    gateway.configure(FILE, "# mine", "handler = store", "", "threads=2 ");
    gateway.lun("disk0");
    shell.execute("lun:set disk0 threads=8 holdSeconds=5");
    assertEquals("# mine\nhandler = store\n\nthreads = 8\nholdSeconds = 5\n", content());
    assertTrue(shell.execute("lun:info disk0").contains("threads        8"));
    shell.execute("lun:set disk0 threads=");
    assertFalse(content().contains("threads"), content());
  }

  @Test
  void shouldPutAFileBackThatCanNotBeUsed() throws Exception {
    gateway.configure(FILE, "handler = store", "vendor = ACME");
    gateway.lun("disk0");
    String before = content();
    String reason = refusal("lun:set disk0 wwn=naa.zz");
    assertTrue(reason.contains("as before") && reason.contains("wwn"), reason);
    assertEquals(before, content());
    assertTrue(refusal("lun:set disk0 tread=1").contains("Did you mean threads?"));
  }

  @Test
  void shouldRefuseATransportThatIsNotThere() throws Exception {
    gateway.configure(FILE, "handler = store");
    gateway.lun("disk0");
    String before = content();
    String reason = refusal("lun:set disk0 transports=foo");
    assertTrue(reason.contains("There is no transport 'foo'"), reason);
    assertEquals(before, content());
  }

  @Test
  void shouldSayHowToChangeWhatIsFixedWhileThereIsTheLun() throws Exception {
    gateway.configure(FILE, "handler = store", "vendor = ACME");
    gateway.lun("disk0");
    String before = content();
    String reason = refusal("lun:set disk0 vendor=OTHER");
    assertTrue(reason.contains("as before: vendor can't be changed"), reason);
    assertTrue(reason.contains("lun:remove disk0"), reason);
    assertEquals(before, content());
  }

  @Test
  void shouldRefuseAHandlerThatIsNotThere() throws Exception {
    gateway.configure(FILE, "handler = store");
    gateway.lun("disk0");
    String before = content();
    String reason = refusal("lun:set disk0 handler=stroe");
    assertTrue(reason.contains("Did you mean store?"), reason);
    assertEquals(before, content());
  }

  @Test
  void shouldPutTheFileBackWhereTheHandlerThatItNamesCanNotServe() throws Exception {
    gateway.configure(FILE, "handler = store");
    gateway.lun("disk0");
    gateway.register(
        "small",
        new BlockStoreCmdHandler(
            new ArrayVolume(new Geometry(1024, 512, 512), Capabilities.PLAIN)));
    gateway.register(
        "same",
        new BlockStoreCmdHandler(
            new ArrayVolume(new Geometry(2048, 512, 512), Capabilities.PLAIN)));
    String before = content();
    String reason = refusal("lun:set disk0 handler=small");
    assertTrue(reason.contains("as before") && reason.contains("1024 blocks"), reason);
    assertEquals(before, content());
    assertTrue(shell.execute("lun:set disk0 handler=same").contains("SERVING"));
    assertEquals("handler = same\n", content());
  }

  @Test
  void shouldRefuseToRestForNoTime() throws Exception {
    gateway.configure(FILE, "handler = store");
    shell.awaitText("lun:list", "disk0  SERVING");
    assertTrue(refusal("lun:suspend disk0 --seconds 0").contains("1 or more"));
    assertTrue(refusal("lun:suspend disk0 --seconds x").contains("1 or more"));
    assertTrue(shell.execute("lun:info disk0").contains("SERVING"));
  }

  @Test
  void shouldAskBeforeItRemovesADiskInUse() throws Exception {
    gateway.configure(FILE, "handler = store");
    gateway.lun("disk0");
    transport.use(true);
    assertTrue(refusal("lun:remove disk0 --force").contains("--yes"));
    assertTrue(gateway.find("disk0").isPresent());
    assertTrue(shell.execute("lun:remove disk0 --force --yes").startsWith("disk0 is removed"));
    assertFalse(Files.exists(gateway.etc().resolve(FILE)));
  }

  @Test
  void shouldTellForPrograms() throws Exception {
    gateway.configure(FILE, "handler = store");
    gateway.lun("disk0");
    String json = shell.execute("lun:list --json");
    assertTrue(json.contains("\"name\": \"disk0\""), json);
    assertTrue(shell.execute("handler:list --json").contains("\"name\": \"store\""));
  }
}
