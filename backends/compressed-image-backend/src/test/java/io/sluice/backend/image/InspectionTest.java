package io.sluice.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.qcow2.Qcow2Creation;
import io.sluice.backend.qcow2.Qcow2Volume;
import io.sluice.backend.seekable.DecodingMemory;
import io.sluice.backend.seekable.Indexes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectionTest {
  @TempDir private Path folder;

  private static List<String> inspect(Path path) throws IOException {
    try (Indexes indexes = new Indexes(Optional.empty())) {
      return Inspection.of(path, new ImageCaches(indexes, new DecodingMemory(64 << 20)));
    }
  }

  private static byte[] diskWithGpt() {
    byte[] disk = new byte[100_000];
    byte[] signature = "EFI PART".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(signature, 0, disk, 512, signature.length);
    return disk;
  }

  @Test
  void shouldTellOfAQcow2Image() throws Exception {
    Path image = folder.resolve("disk.qcow2");
    Qcow2Volume.create(image, new Qcow2Creation(3 << 20, 16, false, Optional.empty()));
    List<String> lines = inspect(image);
    assertEquals(image + " looks like qcow2", lines.get(0));
    assertTrue(lines.contains("  disk           3 MiB"), lines.toString());
    assertTrue(lines.toString().contains("version 3, clusters of 65536 bytes"), lines.toString());
    assertEquals(
        List.of("  format = qcow2", "  image = " + image),
        lines.subList(lines.size() - 2, lines.size()));
  }

  @Test
  void shouldTellThatAnImageCanBeReadOnlyWhereItCanAndWhy() throws Exception {
    Path image = folder.resolve("disk.qcow2");
    Qcow2Volume.create(image, new Qcow2Creation(3 << 20, 16, false, Optional.empty()));
    assertFalse(inspect(image).toString().contains("readOnly"), inspect(image)::toString);
    byte[] marked = Files.readAllBytes(image);
    marked[79] |= 2; // incompatible features, bit 1: corrupt
    List<String> lines = inspect(Files.write(image, marked));
    assertTrue(lines.toString().contains("is marked as corrupt"), lines.toString());
    assertEquals(
        List.of("  format = qcow2", "  image = " + image, "  readOnly = true"),
        lines.subList(lines.size() - 3, lines.size()));
  }

  @Test
  void shouldTellWhatIsInACompressedImage() throws Exception {
    Path image = folder.resolve("disk.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(image))) {
      out.write(diskWithGpt());
    }
    List<String> lines = inspect(image);
    assertEquals(image + " looks like gzip", lines.get(0));
    assertTrue(lines.contains("  content        a disk with a GPT partition table"), "" + lines);
    assertTrue(lines.contains("  random reads   quick"), "" + lines);
    assertEquals("  format = gzip", lines.get(lines.size() - 2));
  }

  @Test
  void shouldTellOfARawDisk() throws Exception {
    Path image = Files.write(folder.resolve("disk.img"), diskWithGpt());
    List<String> lines = inspect(image);
    assertTrue(lines.get(0).contains("looks like no image format"), "" + lines);
    assertTrue(lines.contains("  content        a disk with a GPT partition table"), "" + lines);
    assertEquals("  path = " + image, lines.get(lines.size() - 1));
  }

  @Test
  void shouldTakeFilesOfAnyLength() throws Exception {
    byte[] disk = diskWithGpt();
    for (int length : new int[] {0, 1, 3, 511, 512, 515, 4097, 32_770}) {
      assertTrue(inspect(Files.write(folder.resolve("x"), Arrays.copyOf(disk, length))).size() > 2);
    }
  }

  @Test
  void shouldSayWhyAFileIsNotWhatItLooksLike() throws Exception {
    Path image = Files.write(folder.resolve("x"), new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0});
    IOException e = assertThrows(IOException.class, () -> inspect(image));
    assertTrue(e.getMessage().contains("ends in the middle"), e.getMessage());
  }
}
