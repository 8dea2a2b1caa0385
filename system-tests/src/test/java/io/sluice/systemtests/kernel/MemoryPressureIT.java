package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The disk is mounted on the gateway's own host, and more is written to it than there is memory.
 */
@KernelTest
class MemoryPressureIT {

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    report =
        UmlGuest.running("memory-pressure")
            .withDistribution()
            .withMemory(400)
            .withTimeLimit(Duration.ofMinutes(4))
            .run();
  }

  @Test
  void shouldWriteBackMoreDirtyPagesThanThereIsMemory() {
    report.assertPassed("dirty-pages-past-memory-are-written-back");
  }
}
