package io.sluice.systemtests.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The same inside a guest kernel, for its scenario script: starts a gateway, waits until the file
 * {@code BASE/go} is there, does its worst, and leaves the gateway running with its process's
 * number in {@code BASE/gateway.pid}.
 */
final class ChaosMain {
  private ChaosMain() {}

  /**
   * Runs one chaos.
   *
   * @param arguments HOME BASE BACKEND-JAR IMAGES LUN,LUN TRANSPORT MEBIBYTES SEED SWAPS KILLS
   *     SECONDS
   */
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    Path base = Path.of(arguments[1]);
    Path built = Path.of(arguments[2]);
    GatewayProcess gateway = new GatewayProcess(home, base, base.resolve("output.txt"));
    BackendJars jars = new BackendJars(built, base.resolve("bundles/file-backend.jar"));
    jars.put(Files.readAllBytes(built));
    Chaos chaos =
        new Chaos(
            gateway,
            jars,
            List.of(arguments[4].split(",")),
            arguments[5],
            Path.of(arguments[3]),
            Long.parseLong(arguments[6]) << 20,
            Long.parseLong(arguments[7]));
    chaos.configure();
    gateway.start();
    chaos.awaitServing();
    awaitGo(base.resolve("go"));
    try {
      chaos.run(
          new Chaos.Extent(
              Integer.parseInt(arguments[8]),
              Integer.parseInt(arguments[9]),
              Duration.ofSeconds(Integer.parseInt(arguments[10]))));
    } finally {
      Files.writeString(base.resolve("gateway.pid"), gateway.pid() + "\n");
    }
    System.out.println(chaos.swaps() + " swaps, " + chaos.kills() + " kills: done");
  }

  private static void awaitGo(Path file) throws IOException, InterruptedException {
    while (!Files.exists(file)) {
      Thread.sleep(100);
    }
  }
}
