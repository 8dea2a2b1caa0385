package io.sluice.backends.seekable.vmdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.BlockStore;
import io.sluice.backends.seekable.DecodingMemory;
import io.sluice.backends.seekable.EncodedSource;
import io.sluice.backends.seekable.Indexes;
import io.sluice.backends.seekable.Program;
import io.sluice.backends.seekable.SeekableVolume;
import io.sluice.posix.Fd;
import io.sluice.posix.OfdLock;
import io.sluice.posix.OpenFlags;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is served can be read by QEMU's programs as well, and written by nobody. */
class QemuBesideTest {
  @TempDir private Path folder;

  @Test
  void shouldLetQemuReadWhatIsServed() throws Exception {
    byte[] content = new byte[1 << 20];
    new Random(1).nextBytes(content);
    Path file = Files.write(folder.resolve("served.vmdk"), QemuVmdk.of(folder, content));
    SeekableVolume volume =
        new SeekableVolume(
            new VmdkFormat(),
            EncodedSource.file(file),
            512,
            new Indexes(Optional.empty()),
            new DecodingMemory(0));
    try (BlockStore store = volume.open();
        BlockStore second = volume.open();
        Fd writer = Fd.open(file, OpenFlags.O_RDWR)) {
      Program.filter(folder, new byte[0], "qemu-img", "info", file.toString());
      Path raw = folder.resolve("beside.raw");
      String[] convert = {
        "qemu-img", "convert", "-f", "vmdk", "-O", "raw", file.toString(), raw.toString()
      };
      Program.filter(folder, new byte[0], convert);
      assertArrayEquals(content, Files.readAllBytes(raw));
      assertTrue(second.size() == store.size());
      assertFalse(OfdLock.tryExclusive(writer));
    }
  }
}
