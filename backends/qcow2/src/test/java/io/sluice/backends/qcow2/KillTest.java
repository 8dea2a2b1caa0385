package io.sluice.backends.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left when the process that writes is killed at any moment. */
@Tag("long")
@Timeout(300)
class KillTest {
  private static final int KILLS = 7;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"16, true, true", "14, false, true", "16, false, false"})
  void shouldKeepWhatWasAcknowledged(int clusterBits, boolean extendedL2, boolean backed)
      throws Exception {
    QemuImg.require();
    Path image = folder.resolve("killed.qcow2");
    int size = WritingProcess.BLOCKS * WritingProcess.BLOCK;
    Optional<String> base = Optional.empty();
    if (backed) {
      base = Optional.of(Files.write(folder.resolve("base.raw"), new byte[size]).toString());
    }
    Qcow2Volume.create(image, new Qcow2Creation(size, clusterBits, extendedL2, base));
    WritingProcess.Acknowledged acknowledged = new WritingProcess.Acknowledged();
    Random random = new Random();
    for (int kill = 0; kill < KILLS; kill++) {
      writeAndKill(image, acknowledged, random, kill);
      requireNoWorseThanLeaks(image);
      try (BlockStore store = WritingProcess.open(image)) {
        acknowledged.check(TestImages.read(store));
      }
      QemuImg.requireClean(image);
      assertEquals(0, QemuImg.call("qemu-img", "info", image).status());
    }
  }

  /** Refcounts may be too high then, and the dirty bit says so. */
  private static void requireNoWorseThanLeaks(Path image) throws Exception {
    QemuImg.Output check = QemuImg.call("qemu-img", "check", "-f", "qcow2", image);
    assertTrue(
        check.status() == 0 || check.status() == 3,
        () -> "worse than leaks, " + check.status() + ": " + check.text());
    if (check.status() == 3) {
      try (LocalFile file = LocalFile.look(image)) {
        assertTrue(HeaderReader.read(file).has(Features.DIRTY), "leaks, and not marked as dirty");
      }
    }
  }

  private static void writeAndKill(
      Path image, WritingProcess.Acknowledged acknowledged, Random random, int round)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                WritingProcess.class.getName(),
                image.toString(),
                Long.toString(random.nextLong()),
                Integer.toString(1 + round * 1_000_000))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int messages = random.nextInt(random.nextBoolean() ? 40 : 2000);
    DataInputStream in = new DataInputStream(process.getInputStream());
    byte[] message = new byte[WritingProcess.Acknowledged.MESSAGE];
    try {
      for (int i = 0; ; i++) {
        if (i == messages) {
          process.toHandle().destroyForcibly(); // leaves the pipe to be read
        }
        in.readFully(message);
        acknowledged.take(ByteBuffer.wrap(message));
      }
    } catch (EOFException e) {
      // it is dead, and this was all it said
    }
    assertEquals(137, process.waitFor(), "it was not the kill that ended it");
  }
}
