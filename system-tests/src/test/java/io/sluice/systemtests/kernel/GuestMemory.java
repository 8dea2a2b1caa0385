package io.sluice.systemtests.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the guest's memory lives: a file that the guest kernel maps with the right to execute. */
final class GuestMemory {

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private GuestMemory() {}

  /**
   * A folder that can hold the guest's memory: shared memory where it is large enough and
   * executable, {@code otherwise} where not.
   */
  static Path folderFor(int megabytes, Path otherwise) throws IOException {
    boolean fits =
        Files.isWritable(SHARED_MEMORY)
            && Files.getFileStore(SHARED_MEMORY).getUsableSpace() > ((long) megabytes << 20)
            && !mountedNoexec(SHARED_MEMORY);
    return fits ? SHARED_MEMORY : Files.createDirectories(otherwise);
  }

  private static boolean mountedNoexec(Path folder) throws IOException {
    try (Stream<String> mounts = Files.lines(Path.of("/proc/mounts"))) {
      return mounts
          .map(line -> line.split(" ", -1))
          .filter(fields -> fields[1].equals(folder.toString()))
          .anyMatch(fields -> fields[3].contains("noexec"));
    }
  }
}
