package io.sluice.launcher;

import java.io.IOException;

/** {@code sluice stop}: ends the gateway that runs here, and returns when it has. */
final class StopCommand {
  private final OtherGateway gateway;

  StopCommand(Places places) {
    gateway = new OtherGateway(places);
  }

  int run(StopRequest request) throws IOException, Failure, InterruptedException {
    if (request.remove()) {
      gateway.unexport(request.force());
    }
    gateway.stop().close();
    return 0;
  }
}
