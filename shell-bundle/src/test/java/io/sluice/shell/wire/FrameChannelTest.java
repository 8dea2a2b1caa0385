package io.sluice.shell.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FrameChannelTest {
  @TempDir Path folder;
  private SocketChannel near;
  private SocketChannel far;

  @BeforeEach
  void connect() throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      near = SocketChannel.open(address);
      far = server.accept();
    }
  }

  @AfterEach
  void disconnect() throws IOException {
    near.close();
    far.close();
  }

  @Test
  void shouldReceiveWhatWasSent() throws IOException {
    Frame sent = new Frame(FrameType.INPUT, new byte[] {1, 2, 3});

    new FrameChannel(near).send(sent);

    Frame received = new FrameChannel(far).receive();
    assertEquals(FrameType.INPUT, received.type());
    assertArrayEquals(sent.payload(), received.payload());
  }

  @Test
  void shouldSayThatTheOtherSideHasClosed() throws IOException {
    near.close();

    assertNull(new FrameChannel(far).receive());
  }

  @Test
  void shouldRefuseAnUnknownType() throws IOException {
    near.write(ByteBuffer.wrap(new byte[] {0x7f, 0, 0, 0, 0}));

    assertThrows(IOException.class, () -> new FrameChannel(far).receive());
  }

  @Test
  void shouldRefuseALengthBeforeItTakesMemoryForIt() throws IOException {
    near.write(ByteBuffer.allocate(5).put(FrameType.INPUT.code()).putInt(Integer.MAX_VALUE).flip());

    assertThrows(IOException.class, () -> new FrameChannel(far).receive());
  }

  @Test
  void shouldTellAFrameThatWasCutOff() throws IOException {
    near.write(ByteBuffer.allocate(6).put(FrameType.INPUT.code()).putInt(2).put((byte) 1).flip());
    near.close();

    assertThrows(EOFException.class, () -> new FrameChannel(far).receive());
  }

  @Test
  void shouldSendWhileAnotherThreadWaitsToReceive() throws Exception {
    FrameChannel channel = new FrameChannel(near);
    CompletableFuture<Frame> received =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return channel.receive();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });

    channel.send(Frame.exit(7));

    FrameChannel other = new FrameChannel(far);
    assertEquals(7, other.receive().exitCode());
    other.send(Frame.exit(8));
    assertEquals(8, received.get().exitCode());
  }
}
