package io.sluice.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadyWatchTest {
  @Test
  void shouldTellEachOnceByItsKey() throws PosixException {
    try (EventFd first = new EventFd();
        EventFd second = new EventFd();
        ReadyWatch watch = new ReadyWatch()) {
      first.signal();
      watch.add(first.fd(), 7);
      watch.add(second.fd(), 8);
      assertArrayEquals(new long[] {7}, watch.await());
      first.signal();
      second.signal();
      assertArrayEquals(new long[] {8}, watch.await());
    }
  }

  @Test
  void shouldTellAgainWhatWasRemovedAndAdded() throws PosixException {
    try (EventFd event = new EventFd();
        ReadyWatch watch = new ReadyWatch()) {
      event.signal();
      watch.add(event.fd(), 1);
      assertEquals(1, watch.await().length);
      watch.remove(event.fd());
      watch.add(event.fd(), 2);
      assertArrayEquals(new long[] {2}, watch.await());
      watch.remove(event.fd());
      assertThrows(PosixException.class, () -> watch.remove(event.fd()));
    }
  }

  @Test
  void shouldTellTheNextEventOfAWatchWithoutARead() throws Exception {
    try (EventFd event = new EventFd();
        EventWatch inner = new EventWatch(event.fd());
        ReadyWatch watch = new ReadyWatch()) {
      event.signal();
      assertEquals(1, inner.await(-1)); // told, and not read
      watch.add(inner.fd(), 1);
      CompletableFuture<long[]> told = new CompletableFuture<>();
      Thread waiting =
          new Thread(
              () -> {
                try {
                  told.complete(watch.await());
                } catch (PosixException e) {
                  told.completeExceptionally(e);
                }
              });
      waiting.start();
      event.signal();
      assertArrayEquals(new long[] {1}, told.get(30, TimeUnit.SECONDS));
      assertEquals(1, inner.await(0)); // still there for who asks
      waiting.join();
    }
  }

  @Test
  void shouldTellManyAtOnce() throws PosixException {
    List<EventFd> events = new ArrayList<>();
    try (ReadyWatch watch = new ReadyWatch()) {
      for (int i = 0; i < 100; i++) {
        events.add(new EventFd());
        events.get(i).signal();
        watch.add(events.get(i).fd(), i);
      }
      boolean[] told = new boolean[100];
      int count = 0;
      while (count < 100) {
        for (long key : watch.await()) {
          assertEquals(false, told[(int) key]);
          told[(int) key] = true;
          count++;
        }
      }
    } finally {
      for (EventFd event : events) {
        event.close();
      }
    }
  }
}
