package io.sluice.launcher;

import io.sluice.launcher.RunningGateway.Result;
import io.sluice.shell.wire.Frame;
import io.sluice.shell.wire.FrameChannel;
import io.sluice.shell.wire.FrameType;
import io.sluice.shell.wire.Opening;
import io.sluice.shell.wire.WindowSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs command lines in a gateway as {@code bin/sluice COMMAND} does, without starting a Java for
 * each. Nobody is at its terminal.
 */
final class DirectClient {
  private static final WindowSize NO_WINDOW = new WindowSize(0, 0);

  private final Path socket;

  DirectClient(Path base) {
    socket = base.resolve("var/run/shell.sock");
  }

  Result call(String... command) throws IOException {
    SocketChannel connection = SocketChannel.open(StandardProtocolFamily.UNIX);
    try (FrameChannel channel = new FrameChannel(connection)) {
      connection.connect(UnixDomainSocketAddress.of(socket));
      String folder = Path.of("").toAbsolutePath().toString();
      channel.send(new Opening(List.of(command), "dumb", NO_WINDOW, folder).toFrame());
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      for (Frame frame = channel.receive(); frame != null; frame = channel.receive()) {
        if (frame.type() == FrameType.EXIT) {
          return new Result(frame.exitCode(), output.toString(StandardCharsets.UTF_8));
        }
        output.write(frame.payload());
      }
      throw new IOException("the gateway ended under " + List.of(command));
    }
  }
}
