package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * fio reads back what it has written: 4k, 64k and 1 MiB at queue depths 1 and 32, on each block
 * size. {@code sluice.verified.mb}, 12 at the most, sets how many MiB of the requests of 4k.
 */
@KernelTest
class VerifiedIoIT {

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    report =
        UmlGuest.running("verified-io")
            .withDistribution()
            .with("SMALL_IO_MB", Integer.toString(Integer.getInteger("sluice.verified.mb", 3)))
            .withTimeLimit(Duration.ofMinutes(6))
            .run();
  }

  @Test
  void shouldServeSevenImages() {
    report.assertPassed("gateway-serves");
  }

  @Test
  void shouldKeepBlocksOf512WithOneThread() {
    report.assertPassed("blocks-of-512-one-thread");
  }

  @Test
  void shouldKeepBlocksOf512WithFourThreads() {
    report.assertPassed("blocks-of-512-four-threads");
  }

  @Test
  void shouldKeepBlocksOf1024WithOneThread() {
    report.assertPassed("blocks-of-1024-one-thread");
  }

  @Test
  void shouldKeepBlocksOf1024WithFourThreads() {
    report.assertPassed("blocks-of-1024-four-threads");
  }

  @Test
  void shouldKeepBlocksOf4096WithOneThread() {
    report.assertPassed("blocks-of-4096-one-thread");
  }

  @Test
  void shouldKeepBlocksOf4096WithFourThreads() {
    report.assertPassed("blocks-of-4096-four-threads");
  }

  @Test
  void shouldKeepFourDisksOfOneHbaApart() {
    report.assertPassed("four-luns-at-once");
  }

  @Test
  void shouldKeepAMemoryDisk() {
    report.assertPassed("memory-disk");
  }
}
