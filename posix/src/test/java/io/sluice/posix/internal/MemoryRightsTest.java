package io.sluice.posix.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryRightsTest {
  @TempDir Path proc;

  @ParameterizedTest
  @CsvSource({
    "000001ffffffffff, 8388608, true",
    "0000000000004000, 8388608, true",
    "0000000000000000, unlimited, true",
    "0000000000000000, 8388608, false",
    "000001ffffffbfff, 8388608, false"
  })
  void shouldAllowLockingWithTheCapabilityOrWithoutALimit(
      String capabilities, String limit, boolean allowed) throws IOException {
    Files.writeString(proc.resolve("status"), "Name:\tjava\nCapEff:\t" + capabilities + "\n");
    Files.writeString(
        proc.resolve("limits"),
        "Limit                     Soft Limit           Hard Limit           Units\n"
            + "Max locked memory         "
            + limit
            + "              unlimited            bytes\n");
    assertEquals(allowed, MemoryRights.mayLockAll(proc));
  }
}
