package io.sluice.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The gateway that runs in this folder in another process. */
final class OtherGateway {
  /** More than a stop may take. */
  private static final Duration STOP_BOUND = Duration.ofSeconds(100);

  private final Places places;

  OtherGateway(Places places) {
    this.places = places;
  }

  /**
   * Takes every export away first.
   *
   * @throws Failure when one is in use and that is not forced; the gateway goes on then
   */
  void unexport(boolean force) throws IOException, Failure {
    List<String> command =
        force
            ? List.of("gateway:unexport", "--yes", "--force")
            : List.of("gateway:unexport", "--yes");
    if (new ShellClient(places).execute(command) != 0) {
      throw new Failure(Failure.FAILED, "the gateway goes on");
    }
  }

  /**
   * Has it drain, flush and end, and waits for that. The kernel's disks stay, and hold what comes.
   *
   * @return its lock
   */
  InstanceLock stop() throws IOException, Failure, InterruptedException {
    try {
      new ShellClient(places).execute(List.of("shutdown"));
    } catch (IOException e) {
      // It ends while it answers; whether it does is seen by its lock.
    }
    return InstanceLock.await(places.lock(), STOP_BOUND);
  }
}
