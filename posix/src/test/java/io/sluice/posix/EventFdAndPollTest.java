package io.sluice.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventFdAndPollTest {
  @Test
  void shouldTellWhichDescriptorIsReady() throws IOException {
    try (EventFd first = new EventFd();
        EventFd second = new EventFd()) {
      Poll poll = new Poll(first.fd(), second.fd());
      assertEquals(0, poll.await(0));
      second.signal();
      assertEquals(0b10, poll.await(-1));
      first.signal();
      assertEquals(0b11, poll.await(-1));
    }
  }

  @Test
  void shouldTakeAllSignalsBackAtOnce() throws IOException {
    try (EventFd event = new EventFd()) {
      event.signal();
      event.signal();
      assertTrue(event.clear());
      assertFalse(event.clear());
      assertEquals(0, new Poll(event.fd()).await(0));
    }
  }

  @Test
  void shouldWakeAThreadThatWaitsForEver() throws Exception {
    try (EventFd event = new EventFd()) {
      Poll poll = new Poll(event.fd());
      CompletableFuture<Long> waiter =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return poll.await(-1);
                } catch (PosixException e) {
                  throw new IllegalStateException(e);
                }
              });
      event.signal();
      assertEquals(1, waiter.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void shouldRefuseADescriptorThatIsClosed() throws IOException {
    EventFd open = new EventFd();
    EventFd closed = new EventFd();
    Poll poll = new Poll(open.fd(), closed.fd());
    closed.close();
    assertEquals(Errno.EBADF, assertThrows(PosixException.class, () -> poll.await(0)).errno());
    open.close();
    assertThrows(PosixException.class, open::signal);
  }

  @Test
  void shouldCarryFourBytesEachWayAsUioDoes() throws Exception {
    java.nio.file.Path fifo = java.nio.file.Files.createTempDirectory("sluice").resolve("uio");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    try (Fd end = Fd.open(fifo, OpenFlags.O_RDWR)) {
      end.writeInt(0x01020304);
      assertEquals(1, new Poll(end).await(-1));
      assertEquals(0x01020304, end.readInt());
    } finally {
      java.nio.file.Files.delete(fifo);
      java.nio.file.Files.delete(fifo.getParent());
    }
  }
}
