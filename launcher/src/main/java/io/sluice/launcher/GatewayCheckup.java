package io.sluice.launcher;

import io.sluice.backend.BoundedFile;
import io.sluice.posix.EventFd;
import io.sluice.posix.PosixException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the gateway itself can run: Java, its folder, its memory, the C library. */
final class GatewayCheckup {
  private static final int LONGEST = 64 << 10;

  private static final int OLDEST_JAVA = 17;
  private static final long LITTLE_SPACE = 100L << 20;
  private static final int CAP_IPC_LOCK = 14; // linux/capability.h
  private static final int CAP_SYS_RESOURCE = 24;
  private static final String STATUS = "/proc/self/status";
  private static final String LIMITS = "/proc/self/limits";

  private final Places places;
  private final Machine machine;

  GatewayCheckup(Places places, Machine machine) {
    this.places = places;
    this.machine = machine;
  }

  List<Finding> examine() {
    List<Finding> findings =
        new ArrayList<>(
            List.of(java(), system(), base(), space(), memory(), priority(), nativeCalls()));
    origin().ifPresent(findings::add);
    return findings;
  }

  private static Finding java() {
    String found = "Java " + Runtime.version() + " in " + System.getProperty("java.home");
    return Runtime.version().feature() >= OLDEST_JAVA
        ? Finding.ok(found)
        : Finding.no(found, "Install Java " + OLDEST_JAVA + " or newer");
  }

  private static Finding system() {
    String name = System.getProperty("os.name");
    String found =
        name + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch");
    return name.equals("Linux") ? Finding.ok(found) : Finding.no(found, "Use Linux");
  }

  private Finding base() {
    Path folder = nearestExisting(places.var());
    String remedy = "Set SLUICE_BASE to a folder that can be written";
    if (!Files.isDirectory(folder)) {
      return Finding.no(folder + " is no folder", remedy);
    }
    return Files.isWritable(folder)
        ? Finding.ok("state in " + places.var() + ", as " + machine.user())
        : Finding.no(folder + " can't be written by " + machine.user(), remedy);
  }

  /** Whether the gateway here may be a copy of another. */
  private Optional<Finding> origin() {
    Path id = places.etc().resolve("gateway-id");
    try {
      if (!Files.isRegularFile(id)) {
        return Optional.empty();
      }
      return new GatewayOrigin(places, machine)
          .doubt(BoundedFile.of(id, LONGEST).readText().strip())
          .map(
              doubt ->
                  Finding.warn(
                      "nothing is served here until a person says whether this gateway is a copy: "
                          + doubt,
                      "Where the other serves no more: "
                          + Main.COMMAND
                          + " gateway:adopt (the disks keep their WWNs). Where both shall serve: "
                          + Main.COMMAND
                          + " gateway:renew"));
    } catch (IOException e) {
      return Optional.of(Finding.warn(id + ": " + e.getMessage(), "See who may read it"));
    }
  }

  private static Path nearestExisting(Path folder) {
    Path existing = folder;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing;
  }

  private Finding space() {
    Path folder = nearestExisting(places.var());
    try {
      FileStore store = Files.getFileStore(folder);
      long free = store.getUsableSpace();
      String found = (free >> 20) + " MiB free for " + places.var();
      return free >= LITTLE_SPACE
          ? Finding.ok(found)
          : Finding.warn(found, "Make room for logs and the bundle cache");
    } catch (IOException e) {
      return Finding.no(folder + ": " + e.getMessage(), "Set SLUICE_BASE to another folder");
    }
  }

  /** Only a gateway whose disks are mounted on its own host needs its memory locked. */
  private Finding memory() {
    Optional<String> limit = machine.value(LIMITS, "Max locked memory");
    boolean unlimited = limit.filter(value -> value.startsWith("unlimited")).isPresent();
    if (unlimited || hasCapability(CAP_IPC_LOCK)) {
      return Finding.ok("memory can be locked");
    }
    return Finding.warn(
        "memory can't be locked (limit "
            + limit.map(v -> v.split(" +", 2)[0]).orElse("unknown")
            + "): a disk mounted on this very machine might wait for swap",
        "Run as root, or with: ulimit -l unlimited");
  }

  /** Whether it may lower its OOM score and mark its I/O threads, which prctl(2) tells of. */
  private Finding priority() {
    return hasCapability(CAP_SYS_RESOURCE)
        ? Finding.ok("the OOM score can be lowered, and I/O threads marked (PR_SET_IO_FLUSHER)")
        : Finding.warn(
            "the OOM score can't be lowered, nor I/O threads marked (PR_SET_IO_FLUSHER): when"
                + " memory runs short, a disk mounted on this very machine might hang",
            "Run with CAP_SYS_RESOURCE, as root has it outside of containers");
  }

  private boolean hasCapability(int capability) {
    return machine
        .value(STATUS, "CapEff:")
        .filter(mask -> (Long.parseUnsignedLong(mask, 16) >>> capability & 1) != 0)
        .isPresent();
  }

  /** Calls the C library once, for which a native library has to be unpacked and loaded. */
  private Finding nativeCalls() {
    try {
      places.unpackNativeLibraries();
    } catch (Failure e) {
      return Finding.no(e.getMessage(), "Make room; a start needs it");
    }
    try {
      new EventFd().close();
      return Finding.ok("system calls through JNA");
    } catch (PosixException e) {
      return Finding.no("system calls through JNA: " + e.getMessage(), "See eventfd(2)");
    } catch (LinkageError e) {
      return Finding.no(
          "JNA's native library does not load: " + e.getMessage(),
          "Give "
              + System.getProperty("jna.tmpdir", System.getProperty("java.io.tmpdir"))
              + " a file system that is not mounted noexec, or set SLUICE_BASE");
    }
  }
}
