package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import io.sluice.launcher.RunningGateway.Result;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands answer where something is not yet, not any more, or can't be. */
class AdministrationIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path base;
  private Distribution distribution;
  private Path etc;
  private String portal;

  @BeforeEach
  void findDistribution() throws IOException {
    distribution = Distribution.built(base);
    etc = base.resolve("etc");
    try (ServerSocket free = new ServerSocket(0)) {
      portal = "127.0.0.1:" + free.getLocalPort();
    }
  }

  private String refused(String... command) throws Exception {
    Result result = new DirectClient(distribution.base()).call(command);
    assertEquals(1, result.exitCode(), result::toString);
    return result.output();
  }

  private static void assertHas(String text, String wanted) {
    assertTrue(text.contains(wanted), () -> "no '" + wanted + "' in: " + text);
  }

  private void target(String... more) throws IOException {
    Files.writeString(
        etc.resolve("io.sluice.iscsi-disks.cfg"),
        "iqn = iqn.2026-11.io.sluice:disks\nportals = "
            + portal
            + "\n"
            + String.join("\n", more)
            + "\n");
  }

  @Test
  void shouldMakeALunAndGiveItToATargetInEitherOrder() throws Exception {
    target("luns = other:0");
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      String made =
          gateway.execute("lun:create", "first", "--memory", "1M", "--transports", "iscsi");
      assertHas(made, "target:add-lun TARGET first");
      assertHas(made, "SERVING");
      assertHas(gateway.execute("lun:why", "first"), "no target has it among its luns yet");
      assertHas(gateway.execute("target:add-lun", "disks", "first:7"), "first:7");
      assertHas(gateway.execute("lun:list"), "iqn.2026-11.io.sluice:disks/7");

      assertHas(
          gateway.execute("target:add-lun", "disks", "zweite:8"), "There is no LUN zweite yet");
      assertHas(
          gateway.execute("lun:create", "zweite", "--memory", "1M", "--transports", "iscsi"),
          "iqn.2026-11.io.sluice:disks/8");
      assertHas(refused("target:add-lun", "disks", "frist:9"), "Did you mean first?");
    }
  }

  @Test
  void shouldRemoveAnImageThatItMadeForALunThatWasNotMadeAndNoOther() throws Exception {
    target("luns = other:0");
    Path image = base.resolve("new.img");
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      String[] create = {
        "lun:create", "a", "--file", image.toString(), "--size", "1M", "--transports", "isci"
      };
      String told = refused(create);
      assertHas(told, "and " + image + ", which was made for it");
      assertFalse(Files.exists(image));
      Files.write(image, new byte[1 << 20]);
      assertHas(refused(create), "a was not made");
      assertEquals(1 << 20, Files.size(image));
      assertFalse(Files.exists(etc.resolve("io.sluice.backend.file-a.cfg")));

      String overlay = base.resolve("new.qcow2").toString();
      assertHas(
          gateway.execute(
              "lun:create",
              "o",
              "--overlay",
              "file:" + image,
              "--path",
              overlay,
              "--create",
              "--transports",
              "iscsi"),
          "SERVING");
      String smaller = refused("lun:resize", "o", "512K");
      assertHas(smaller, "can't be made smaller");
      assertFalse(smaller.contains("--force"), smaller);
      gateway.execute(
          "lun:create", "f", "--file", base.resolve("f.img").toString(), "--size", "1M");
      assertHas(refused("lun:resize", "f", "512K"), "--force");
    }
  }

  @Test
  void shouldTellOfTransportsAndTargetsThatAreNotServed() throws Exception {
    target("chapfile = x");
    Files.writeString(etc.resolve("io.sluice.backend.memory-m.cfg"), "size = 1M\n");
    Files.writeString(etc.resolve("io.sluice.lun-m.cfg"), "transports = isci\n");
    Result doctor = distribution.call("doctor", "--etc", etc.toString());
    assertHas(doctor.output(), "transports = isci: no transport here is called that");
    assertHas(doctor.output(), "Did you mean iscsi?");
    Result usage = distribution.call("doctor", "--etc");
    assertEquals(Failure.USAGE, usage.exitCode(), usage::toString);
    assertHas(usage.output(), "doctor [--etc FOLDER]");
    Result none = distribution.call("doctor", "--etc", base.resolve("none").toString());
    assertEquals(1, none.exitCode(), none::toString);
    assertHas(none.output(), "does not exist");
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      await().atMost(PATIENCE).until(() -> gateway.execute("lun:list").contains("SERVING"));
      assertHas(gateway.execute("lun:list"), "this gateway has no transport isci");
      assertHas(gateway.execute("target:list"), "  refused  ");
      assertFalse(gateway.execute("target:list").contains("everybody"));
      await()
          .atMost(PATIENCE)
          .until(() -> gateway.output().contains("transports = isci: no transport here"));
    }
  }

  @Test
  void shouldChangeTheInitiatorsOfANameAndKeepItsSecret() throws Exception {
    target();
    Path secret =
        Files.createFile(
            base.resolve("secret"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, "first-secret-1\n");
    Path secrets = etc.resolve("disks.secrets");
    String one = "iqn.2026-11.com.example:one";
    String two = "iqn.2026-11.com.example:two";
    try (RunningGateway gateway = RunningGateway.start(distribution)) {
      await().atMost(PATIENCE).until(() -> gateway.execute("target:list").contains("disks"));
      String file = secret.toString();
      gateway.execute(
          "acl:add", "disks", "--chap", "farm1", "--secret-file", file, "--bound-to", one);
      assertEquals("initiator farm1 first-secret-1 " + one, Files.readString(secrets).strip());
      gateway.execute("acl:add", "disks", "--chap", "farm1", "--bound-to", two);
      assertEquals("initiator farm1 first-secret-1 " + two, Files.readString(secrets).strip());
      Files.writeString(secret, "second-secret\n");
      gateway.execute("acl:add", "disks", "--chap", "farm1", "--secret-file", file);
      assertEquals("initiator farm1 second-secret " + two, Files.readString(secrets).strip());
      gateway.execute("acl:add", "disks", "--chap", "farm1", "--bound-to", "any");
      assertEquals("initiator farm1 second-secret", Files.readString(secrets).strip());
    }
  }
}
