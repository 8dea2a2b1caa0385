package io.sluice.posix.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether this process may lock all its memory, and keep mapping more, without a limit. */
final class MemoryRights {
  private static final int CAP_IPC_LOCK = 14;
  private static final String CAPABILITIES = "CapEff:";
  private static final String LIMIT = "Max locked memory";

  private MemoryRights() {}

  static boolean mayLockAll(Path procSelf) throws IOException {
    return hasCapability(Files.readAllLines(procSelf.resolve("status")))
        || isUnlimited(Files.readAllLines(procSelf.resolve("limits")));
  }

  private static boolean hasCapability(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith(CAPABILITIES))
        .map(line -> line.substring(CAPABILITIES.length()).strip())
        .anyMatch(mask -> (Long.parseUnsignedLong(mask, 16) >>> CAP_IPC_LOCK & 1) != 0);
  }

  private static boolean isUnlimited(List<String> limits) {
    return limits.stream()
        .filter(line -> line.startsWith(LIMIT))
        .anyMatch(line -> line.substring(LIMIT.length()).strip().startsWith("unlimited"));
  }
}
