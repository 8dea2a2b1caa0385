package io.sluice.shell.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.shell.wire.Frame;
import io.sluice.shell.wire.FrameChannel;
import io.sluice.shell.wire.FrameType;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FrameSenderTest {
  @TempDir Path folder;
  private FrameChannel client;
  private FrameSender sender;
  private Thread sending;

  @BeforeEach
  void connect() throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      client = new FrameChannel(SocketChannel.open(address));
      sender = new FrameSender(new FrameChannel(server.accept()));
    }
    sending = new Thread(sender);
    sending.start();
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
    sending.interrupt();
    sending.join();
  }

  @Test
  void shouldSendForAThreadThatWasInterruptedAndLeaveItInterrupted() throws IOException {
    Thread.currentThread().interrupt();

    sender.send(new Frame(FrameType.OUTPUT, new byte[] {42}));

    assertTrue(Thread.interrupted());
    assertEquals(42, client.receive().payload()[0]);
  }

  @Test
  void shouldEndWithTheExitFrame() throws Exception {
    sender.send(Frame.exit(3));

    assertEquals(3, client.receive().exitCode());
    sending.join();
    assertThrows(IOException.class, () -> sender.send(Frame.exit(4)));
  }

  @Test
  void shouldTellASessionThatFloodsAClientThatHasGone() throws Exception {
    client.close();

    Frame frame = new Frame(FrameType.OUTPUT, new byte[Frame.MAX_PAYLOAD]);
    assertThrows(
        IOException.class,
        () -> {
          while (true) {
            sender.send(frame);
          }
        });
  }
}
