package io.sluice.backends.qcow2;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Disks with content, for tests. */
final class TestImages {
  private TestImages() {}

  /** Random bytes, bytes that compress well, and zeroes, in stretches of some KiB. */
  static byte[] content(int length, long seed) {
    Random random = new Random(seed);
    byte[] content = new byte[length];
    for (int at = 0; at < length; ) {
      int part = Math.min(length - at, (1 + random.nextInt(50)) * 4096);
      int kind = random.nextInt(3);
      for (int i = at; i < at + part && kind > 0; i++) {
        content[i] = (byte) (kind == 1 ? random.nextInt() : i / 100);
      }
      at += part;
    }
    return content;
  }

  /** A raw file with this content. */
  static Path raw(Path folder, byte[] content) throws IOException {
    return Files.write(Files.createTempFile(folder, "disk", ".raw"), content);
  }

  static BlockStore open(Path image, Qcow2Options options) throws IOException {
    return new Qcow2Volume(ImageSource.file(image), options).open();
  }

  static byte[] read(BlockStore store) throws IOException {
    return read(store, 0, (int) store.size());
  }

  static byte[] read(BlockStore store, long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    store.read(offset, Segments.of(bytes));
    return bytes;
  }
}
