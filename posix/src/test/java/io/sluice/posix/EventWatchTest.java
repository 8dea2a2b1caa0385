package io.sluice.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventWatchTest {
  @Test
  void shouldTellAnEventOnceWithoutARead() throws PosixException {
    try (EventFd first = new EventFd();
        EventFd second = new EventFd();
        EventWatch watch = new EventWatch(first.fd(), second.fd())) {
      assertEquals(0, watch.await(0));
      second.signal();
      assertEquals(0b10, watch.await(-1));
      assertEquals(0, watch.await(0));
      second.signal();
      first.signal();
      assertEquals(0b11, watch.await(-1));
      assertEquals(0, watch.await(0));
    }
  }

  @Test
  void shouldTellAnEventThatCameBeforeItWatched() throws PosixException {
    try (EventFd event = new EventFd()) {
      event.signal();
      try (EventWatch watch = new EventWatch(event.fd())) {
        assertEquals(1, watch.await(-1));
      }
    }
  }

  @Test
  void shouldWakeAThreadThatWaits() throws Exception {
    try (EventFd event = new EventFd();
        EventWatch watch = new EventWatch(event.fd())) {
      CompletableFuture<Long> told = new CompletableFuture<>();
      Thread waiting =
          new Thread(
              () -> {
                try {
                  told.complete(watch.await(-1));
                } catch (PosixException e) {
                  told.completeExceptionally(e);
                }
              });
      waiting.start();
      event.signal();
      assertEquals(1, told.get(30, TimeUnit.SECONDS));
      waiting.join();
    }
  }

  @Test
  void shouldRefuseWhatIsClosed() throws PosixException {
    EventFd event = new EventFd();
    EventWatch watch = new EventWatch(event.fd());
    watch.close();
    assertThrows(PosixException.class, () -> watch.await(0));
    event.close();
    assertThrows(PosixException.class, () -> new EventWatch(event.fd()));
  }
}
