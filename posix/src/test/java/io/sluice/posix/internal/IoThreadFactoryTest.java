package io.sluice.posix.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IoThreadFactoryTest {
  @Test
  void shouldRunTasksOnDaemonThreadsWhateverTheKernelAllows() throws Exception {
    IoThreadFactory factory = new IoThreadFactory();
    for (int i = 0; i < 2; i++) {
      CompletableFuture<Boolean> daemon = new CompletableFuture<>();
      factory.newThread(() -> daemon.complete(Thread.currentThread().isDaemon())).start();
      assertTrue(daemon.get(30, TimeUnit.SECONDS));
    }
  }
}
