package io.sluice.systemtests.kernel;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sluice as a library, without OSGi; and that neither a library nor a gateway leaves anything. */
@KernelTest
class LibraryIT {

  private static GuestReport report;

  @BeforeAll
  static void boot() throws Exception {
    report =
        UmlGuest.running("library").withDistribution().withTimeLimit(Duration.ofMinutes(7)).run();
  }

  @Test
  void shouldServeAFileSystemFromAPlainMain() {
    report.assertPassed("a-plain-main-serves-a-file-system");
  }

  @Test
  void shouldLeaveNothingAfterAHundredTimesCreateAndRemove() {
    report.assertPassed("a-hundred-times-create-and-remove-leaves-nothing");
  }

  @Test
  void shouldKeepNothingOfALunThatWasRemovedFromAGateway() {
    report.assertPassed("a-gateway-keeps-nothing-of-a-lun-that-was-removed");
  }
}
