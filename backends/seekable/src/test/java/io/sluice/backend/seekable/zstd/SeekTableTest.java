package io.sluice.backend.seekable.zstd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.seekable.ByteArrayFile;
import io.sluice.backend.seekable.DamagedException;
import io.sluice.backend.seekable.EncodedFile;
import io.sluice.backend.seekable.IndexProgress;
import io.sluice.backend.seekable.Program;
import io.sluice.backend.seekable.SeekIndex;
import io.sluice.backend.seekable.Spans;
import io.sluice.property.Any;
import io.sluice.property.Property;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeekTableTest {
  private final ZstdFormat format = new ZstdFormat();

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private SeekIndex index(byte[] file) throws IOException {
    return format.index(new ByteArrayFile(file), IndexProgress.NONE);
  }

  private void assertRefused(byte[] file, String why) {
    DamagedException e = assertThrows(DamagedException.class, () -> index(file));
    assertTrue(
        e.getMessage().startsWith("/images/test is damaged: its seek table " + why),
        e.getMessage());
  }

  @Test
  void shouldGiveWhatTheProgramGives(@TempDir Path folder) throws Exception {
    byte[] content = noise(100_000);
    byte[] file = new SeekableFile(true, false).add(content, 10_000).bytes();
    assertArrayEquals(content, Program.filter(folder, file, "zstd", "-dc"));
    assertArrayEquals(content, Spans.decode(format, file));
    assertEquals(10, index(file).spans());
  }

  @Test
  void shouldPassOverFramesWithoutContent() throws IOException {
    byte[] content = noise(100);
    byte[] skippable = {0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 1, 2};
    byte[] file =
        new SeekableFile(true, false)
            .addEntry(skippable, 0, 0)
            .add(content)
            .add(new byte[0])
            .add(content)
            .bytes();
    assertEquals(2, index(file).spans());
    assertEquals(200, Spans.decode(format, file).length);
  }

  @Test
  void shouldFindAChecksumOfOtherContent() throws IOException {
    byte[] content = noise(1_000);
    int checksum = SeekableFile.checksum(content);
    for (boolean inFrame : new boolean[] {false, true}) {
      byte[] frame = SeekableFile.compress(content, inFrame);
      byte[] file =
          new SeekableFile(true, inFrame)
              .addEntry(frame, content.length, checksum)
              .addEntry(frame, content.length, checksum + 1)
              .bytes();
      SeekIndex index = index(file);
      EncodedFile encoded = new ByteArrayFile(file);
      try (InputStream sound = format.decode(encoded, index, 0)) {
        assertArrayEquals(content, sound.readAllBytes());
      }
      assertThrows(
          DamagedException.class,
          () -> {
            try (InputStream wrong = format.decode(encoded, index, 1)) {
              wrong.readNBytes(content.length);
            }
          });
    }
  }

  @Test
  void shouldTellAFrameOfAnotherSize() throws IOException {
    byte[] content = noise(1_000);
    byte[] frame = SeekableFile.compress(content, true);
    for (int size : new int[] {1, 999, 1_001, -1}) {
      byte[] file =
          new SeekableFile(true, true)
              .addEntry(frame, size, SeekableFile.checksum(content))
              .bytes();
      assertEquals(Integer.toUnsignedLong(size), index(file).length());
      assertThrows(DamagedException.class, () -> Spans.decode(format, file));
    }
  }

  @Test
  void shouldTellWhatIsNoFrame() throws IOException {
    for (int length : new int[] {0, 3, 8, 9, 100}) {
      byte[] file = new SeekableFile(true, false).addEntry(noise(length), 10, 0).bytes();
      assertThrows(DamagedException.class, () -> Spans.decode(format, file));
    }
  }

  @Test
  void shouldRefuseATableThatDoesNotMatchTheFile() {
    byte[] sound = new SeekableFile(true, true).add(noise(1_000)).add(noise(2_000)).bytes();
    int table = sound.length - 9 - 2 * 12 - 8;
    assertRefused(changed(sound, sound.length - 9, 0xFF), "begins before the file does");
    assertRefused(changed(sound, sound.length - 9, 1), "has a wrong header");
    assertRefused(changed(sound, sound.length - 5, 0x00), "has a wrong header");
    assertRefused(changed(sound, sound.length - 5, 0x84), "has a wrong header");
    assertRefused(changed(sound, table, 0x5D), "has a wrong header");
    assertRefused(changed(sound, table + 4, 1), "has a wrong header");
    assertRefused(changed(sound, table + 8, 0), "does not list all frames");
    assertRefused(changed(sound, table + 11, 1), "lists frames that are not there");
    assertRefused(Arrays.copyOfRange(sound, 1, sound.length), "lists frames that are not there");
  }

  private static byte[] changed(byte[] file, int at, int value) {
    byte[] changed = file.clone();
    changed[at] = (byte) value;
    return changed;
  }

  /** Whatever a table says: it is refused, or what it says is decoded, or told to be damaged. */
  @Property(tries = 300)
  void shouldKeepToTheFrames(Any any) throws IOException {
    List<Integer> contentSizes = any.list(0, 10, Any::intValue);
    int size = any.intWithin(0, 200);
    boolean hasChecksums = any.flag();
    SeekableFile file = new SeekableFile(hasChecksums, hasChecksums);
    byte[] content = noise(size);
    long length = 0;
    for (int contentSize : contentSizes) {
      length += Integer.toUnsignedLong(contentSize);
      file.addEntry(
          SeekableFile.compress(content, false), contentSize, SeekableFile.checksum(content));
    }
    SeekIndex index = index(file.bytes());
    assertEquals(length, index.length());
    EncodedFile encoded = new ByteArrayFile(file.bytes());
    for (int span = 0; span < index.spans(); span++) {
      long promised = index.end(span) - index.start(span);
      try (InputStream in = format.decode(encoded, index, span)) {
        assertArrayEquals(content, in.readAllBytes());
        assertEquals(size, promised);
      } catch (DamagedException e) {
        assertTrue(size != promised, e.getMessage());
      }
    }
  }
}
