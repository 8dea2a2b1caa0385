package io.sluice.iscsi.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.iscsi.internal.access.AccessList;
import io.sluice.iscsi.internal.login.ChapSecrets;
import io.sluice.iscsi.internal.target.Limits;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Initiators that others have written, against our target: libiscsi's conformance suite and QEMU.
 */
class ForeignInitiatorTest {
  private static final long SECONDS = 120;

  @TempDir Path folder;
  private TestUnit small;
  private TestUnit large;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    small = TestUnit.ofRam("small-blocks", 64 << 20, 512);
    large = TestUnit.ofRam("large-blocks", 64 << 20, 4096);
    server = new TestServer(small, large);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    small.close();
    large.close();
  }

  private static void require(String program, String debianPackage) {
    boolean there = false;
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      there |= Files.isExecutable(Path.of(folder, program));
    }
    String missing = program + " is not installed: apt-get install " + debianPackage;
    assertTrue(there || !"true".equals(System.getenv("CI")), missing);
    assumeTrue(there, missing);
  }

  /** Runs a program, bounded in time, and gives what it wrote. */
  private String run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    String text = Files.readString(output);
    assertTrue(ended, () -> String.join(" ", command) + " does not end:\n" + text);
    assertEquals(0, process.exitValue(), () -> String.join(" ", command) + "\n" + text);
    return text;
  }

  @ParameterizedTest
  @CsvSource({
    "iSCSIcmdsn, 2, 0",
    "iSCSIcmdsn, 2, 1",
    "iSCSIdatasn, 1, 0",
    "iSCSIdatasn, 1, 1",
    "iSCSIResiduals, 10, 0",
    "iSCSIResiduals, 10, 1",
    "iSCSITMF, 2, 0",
    "iSCSITMF, 2, 1"
  })
  void shouldPassTheConformanceSuite(String suite, int tests, int lun) throws Exception {
    require("iscsi-test-cu", "libiscsi-bin");
    String report = run("iscsi-test-cu", "-d", "-S", "-v", "-t", "ALL." + suite, server.url(lun));
    String totals =
        report.lines().filter(line -> line.strip().startsWith("tests ")).findFirst().orElse(report);
    assertEquals(
        "tests %1$d %1$d %1$d 0 0".formatted(tests), totals.strip().replaceAll(" +", " "), report);
  }

  @Test
  void shouldBeListed() throws Exception {
    require("iscsi-ls", "libiscsi-bin");
    String list = run("iscsi-ls", "-s", "iscsi://127.0.0.1:" + server.address().getPort());
    assertTrue(list.contains("Target:" + TestServer.IQN), list);
    assertTrue(list.contains("Lun:0"), list);
    assertTrue(list.contains("Lun:1"), list);
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void shouldKeepWhatQemuWrites(int lun) throws Exception {
    require("qemu-io", "qemu-utils qemu-block-extra");
    List<String> command = new ArrayList<>(List.of("qemu-io", "-f", "raw"));
    for (int i = 0; i < 16; i++) {
      String range = " %d %dk".formatted(i * 3_145_728, 4 << i % 10);
      command.addAll(
          List.of("-c", "write -P " + (i + 1) + range, "-c", "read -P " + (i + 1) + range));
    }
    command.addAll(List.of("-c", "flush", server.url(lun)));
    String report = run(command.toArray(String[]::new));
    assertFalse(report.contains("failed"), report);
  }

  @Test
  void shouldGiveQemuBackTheImageThatItCopied() throws Exception {
    require("qemu-img", "qemu-utils qemu-block-extra");
    Path image = folder.resolve("image");
    run("qemu-img", "create", "-f", "raw", image.toString(), "64M");
    run("qemu-io", "-f", "raw", "-c", "write -P 7 5M 20M", image.toString());
    run("qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", image.toString(), server.url(0));
    run("qemu-img", "compare", "-f", "raw", "-F", "raw", image.toString(), server.url(0));
  }

  @Test
  void shouldLetInByChapOnly() throws Exception {
    require("iscsi-inq", "libiscsi-bin");
    Path secrets = folder.resolve("secrets");
    Files.writeString(secrets, "initiator alice secret-of-alice\ntarget us secret-of-ours\n");
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));
    server.apply(
        Limits.DEFAULTS,
        TestServer.OFFER,
        AccessList.EVERYBODY,
        Optional.of(ChapSecrets.read(secrets)),
        small);
    String url = server.url(0).replace("iscsi://", "iscsi://alice%secret-of-alice@");
    assertTrue(run("iscsi-inq", url).contains("Vendor:SLUICE"));
    String both = url + "?target_user=us&target_password=secret-of-ours";
    assertTrue(run("iscsi-inq", both).contains("Vendor:SLUICE"));
  }
}
