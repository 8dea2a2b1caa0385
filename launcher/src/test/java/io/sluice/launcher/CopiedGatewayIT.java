package io.sluice.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.launcher.RunningGateway.Distribution;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway's folder, copied as a whole with {@code cp -a}. */
class CopiedGatewayIT {
  @TempDir Path folder;
  private Distribution first;
  private Distribution copy;
  private String wwn;

  @BeforeEach
  void copyAGateway() throws Exception {
    Path base = folder.resolve("first");
    first = Distribution.built(base);
    Path etc = base.resolve("etc");
    Files.writeString(etc.resolve("io.sluice.backend.memory-disk.cfg"), "size = 1M\n");
    Files.writeString(etc.resolve("io.sluice.lun-disk.cfg"), "transports = iscsi\n");
    try (ServerSocket free = new ServerSocket(0)) {
      Files.writeString(
          etc.resolve("io.sluice.iscsi-one.cfg"),
          "portals = 127.0.0.1:" + free.getLocalPort() + "\n");
    }
    try (RunningGateway gateway = RunningGateway.start(first)) {
      wwn = wwn(gateway);
    }
    Path other = folder.resolve("copy");
    Process cp = new ProcessBuilder("cp", "-a", base.toString(), other.toString()).start();
    assertEquals(0, cp.waitFor());
    copy = first.in(other);
  }

  private static String wwn(RunningGateway gateway) {
    await().until(() -> gateway.execute("lun:list").contains("SERVING"));
    try {
      return gateway
          .execute("lun:info disk")
          .lines()
          .filter(line -> line.contains("naa."))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitDoubt(RunningGateway gateway) throws Exception {
    await().until(() -> gateway.execute("lun:list").contains("gateway:adopt"));
    assertFalse(gateway.execute("lun:list").contains("SERVING"), gateway::output);
    String why = gateway.execute("lun:why disk");
    assertTrue(why.contains("may be a copy") && why.contains("gateway:renew"), why);
  }

  @Test
  void shouldServeNothingUntilItIsAnotherGateway() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(copy)) {
      awaitDoubt(gateway);
      assertTrue(gateway.output().contains("a gateway of the same id in"), gateway::output);
      String doctor = copy.call("doctor").output();
      assertTrue(doctor.contains("nothing is served here until"), doctor);
      assertEquals(1, copy.call("gateway:renew").exitCode(), "it asks");
      gateway.execute("gateway:renew", "--yes");
      assertNotEquals(wwn, wwn(gateway));
    }
    try (RunningGateway gateway = RunningGateway.start(copy)) {
      assertNotEquals(wwn, wwn(gateway));
      assertEquals(1, copy.call("gateway:renew", "--yes").exitCode(), "it is no copy any more");
    }
    try (RunningGateway gateway = RunningGateway.start(first)) {
      assertEquals(wwn, wwn(gateway), "the first one goes on");
    }
  }

  @Test
  void shouldServeWhatItWasWhenAPersonSaysSo() throws Exception {
    try (RunningGateway gateway = RunningGateway.start(copy)) {
      awaitDoubt(gateway);
      gateway.execute("gateway:adopt", "--yes");
      assertEquals(wwn, wwn(gateway));
    }
    try (RunningGateway gateway = RunningGateway.start(copy)) {
      assertEquals(wwn, wwn(gateway));
    }
  }

  @Test
  void shouldServeWhatItWasWhenTheConfigurationSaysSo() throws Exception {
    Path file = copy.base().resolve("etc/io.sluice.gateway.cfg");
    Files.writeString(file, "adpot = true\n");
    try (RunningGateway gateway = RunningGateway.start(copy)) {
      awaitDoubt(gateway);
      assertTrue(gateway.output().contains("adpot"), gateway::output);
      Files.writeString(file, "adopt = true\n");
      assertEquals(wwn, wwn(gateway));
    }
  }

  @Test
  void shouldServeWhatHasMoved() throws Exception {
    Files.move(first.base().resolve("etc/gateway-id"), folder.resolve("gone"));
    try (RunningGateway gateway = RunningGateway.start(copy)) {
      assertEquals(wwn, wwn(gateway));
      assertTrue(gateway.output().contains("this gateway has moved from"), gateway::output);
    }
  }
}
