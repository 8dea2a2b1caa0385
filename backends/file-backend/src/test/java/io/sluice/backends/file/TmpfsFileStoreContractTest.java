package io.sluice.backends.file;

import io.sluice.backend.Prerequisite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** On tmpfs, which makes holes but zeroes no ranges. */
class TmpfsFileStoreContractTest extends FileStoreContractTest {
  private static final Path SHM = Path.of("/dev/shm");
  private Path tmpfs;

  @BeforeEach
  void createFolder() throws IOException {
    Prerequisite.require(Files.isWritable(SHM), "a tmpfs at " + SHM);
    tmpfs = Files.createTempDirectory(SHM, "sluice");
  }

  @AfterEach
  void deleteFolder() throws IOException {
    if (tmpfs != null) {
      List<Path> all;
      try (Stream<Path> walk = Files.walk(tmpfs)) {
        all = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : all) {
        Files.delete(path);
      }
    }
  }

  @Override
  Path folder() {
    return tmpfs;
  }
}
