package io.sluice.backends.seekable.zstd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backends.seekable.ByteArrayFile;
import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.Program;
import io.sluice.backends.seekable.SeekIndex;
import io.sluice.backends.seekable.Spans;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ZstdFormatTest {
  /** A frame's header with a window of 1 MiB, and nothing else in it. */
  private static final String HEADER = "28b52ffd 00 50";

  private final ZstdFormat format = new ZstdFormat();

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] hex(String bytes) {
    return HexFormat.of().parseHex(bytes.replace(" ", ""));
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] skippable(int kind, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0x184D2A50 + kind)
        .putInt(content.length)
        .put(content)
        .array();
  }

  private SeekIndex index(byte[] file) throws IOException {
    return format.index(new ByteArrayFile(file), IndexProgress.NONE);
  }

  private byte[] decode(byte[] file) throws IOException {
    return Spans.decode(format, file);
  }

  private void assertRefused(byte[] file, String why) {
    DamagedException e = assertThrows(DamagedException.class, () -> index(file));
    assertTrue(e.getMessage().contains(why), e.getMessage());
    assertTrue(e.getMessage().contains("/images/test"), e.getMessage());
  }

  @Test
  void shouldKnowItsMagicNumbers() {
    ByteBuffer frame = ByteBuffer.wrap(SeekableFile.compress(noise(10), true));
    assertTrue(ZstdFormat.looksLike(frame));
    assertEquals(0, frame.position());
    assertFalse(ZstdFormat.looksLike(frame.position(1)));
    assertTrue(ZstdFormat.looksLike(ByteBuffer.wrap(skippable(15, new byte[0]))));
    assertFalse(ZstdFormat.looksLike(ByteBuffer.allocate(3)));
  }

  @Test
  void shouldHaveNoSpansWithoutContent() throws IOException {
    byte[] empty = SeekableFile.compress(new byte[0], true);
    assertEquals(0, index(empty).spans());
    assertEquals(0, index(new SeekableFile(true, true).bytes()).spans());
    byte[] content = noise(1_000);
    byte[] frame = SeekableFile.compress(content, false);
    assertArrayEquals(content, decode(concat(empty, frame, empty)));
  }

  @Test
  void shouldPassOverSkippableFrames() throws IOException {
    byte[] content = noise(1_000);
    byte[] frame = SeekableFile.compress(content, true);
    byte[] file =
        concat(
            skippable(0, noise(70_000)),
            frame,
            skippable(15, noise(3)),
            frame,
            skippable(7, noise(0)));
    assertArrayEquals(concat(content, content), decode(file));
    assertEquals(2, index(file).spans());
  }

  @Test
  void shouldRefuseWhatFollowsTheFrames() {
    byte[] frame = SeekableFile.compress(noise(1_000), true);
    assertRefused(concat(frame, new byte[512]), "byte %d: no frame begins".formatted(frame.length));
    assertRefused(concat(frame, hex("28b5")), "no frame begins there");
    assertRefused(concat(frame, hex("502a4d18 ffffffff")), "cut off in its last frame");
    assertRefused(concat(frame, hex("502a4d18 ffff")), "no frame begins there");
  }

  /** A last block without checksum: the decoder gives it after all of the input is taken. */
  @Test
  void shouldGiveSingleBytes() throws IOException {
    byte[] content = new byte[3_000];
    byte[] file = SeekableFile.compress(content, false);
    try (InputStream in = format.decode(new ByteArrayFile(file), index(file), 0)) {
      for (int i = 0; i < content.length; i++) {
        assertEquals(0, in.read());
      }
      assertEquals(-1, in.read());
    }
  }

  @Test
  void shouldFailWhenClosed() throws IOException {
    byte[] file = SeekableFile.compress(noise(1_000), true);
    InputStream in = format.decode(new ByteArrayFile(file), index(file), 0);
    in.read();
    in.close();
    in.close();
    assertThrows(IOException.class, in::read);
  }

  @Test
  void shouldServeWhatSurroundsADamagedFrame() throws IOException {
    byte[] content = noise(20_000);
    byte[] frame = SeekableFile.compress(content, true);
    byte[] file = concat(frame, frame);
    file[1_000] ^= 1;
    SeekIndex index = index(file);
    EncodedFile encoded = new ByteArrayFile(file);
    try (InputStream first = format.decode(encoded, index, 0);
        InputStream second = format.decode(encoded, index, 1)) {
      DamagedException e = assertThrows(DamagedException.class, first::readAllBytes);
      assertTrue(e.getMessage().startsWith("/images/test: the frame at 0 "), e.getMessage());
      assertThrows(DamagedException.class, first::read, "the end is not told then either");
      assertArrayEquals(content, second.readAllBytes());
    }
  }

  @Test
  void shouldServeTheLargestWindow(@TempDir Path folder) throws Exception {
    byte[] content = noise(10_000);
    byte[] file = Program.filter(folder, content, "zstd", "-1", "--long=27");
    assertEquals(1 << 27, FrameHeader.parse(ByteBuffer.wrap(file)).orElseThrow().window());
    assertArrayEquals(content, decode(file));
  }

  @Test
  void shouldRefuseALargerWindow() throws IOException {
    String why = "needs a window of 2048 MiB, which decoding takes of memory: set window = 2048M";
    byte[] file = hex("28b52ffd 00 a8 010000");
    assertRefused(file, why);
    // 2 GiB of content at once, which is a window too.
    assertRefused(hex("28b52ffd a0 00000080 010000"), why);
    SeekIndex index = new SeekIndex.Builder().add(0, 0).build(10);
    try (InputStream in = format.decode(new ByteArrayFile(file), index, 0)) {
      assertThrows(DamagedException.class, in::read);
    }
  }

  @Test
  void shouldRefuseAFrameThatNeedsADictionary() {
    assertRefused(hex("28b52ffd 01 50 07 010000"), "needs dictionary 7");
  }

  @Test
  void shouldRefuseAWrongHeader() {
    assertRefused(hex("28b52ffd 08 50 010000"), "wrong header");
    assertRefused(hex("28b52ffd c0 50 010000"), "wrong header");
    assertRefused(hex("28b52ffd e0 ffffffffffffffff 010000"), "wrong header");
    assertRefused(hex("28b52ffd"), "wrong header");
  }

  @Test
  void shouldRefuseAFrameOfLessThanItSays() {
    // 16 MiB in one block of the most that one can give, in one byte again and again, and in none.
    assertRefused(hex("28b52ffd 80 50 00000001 0d0000 00"), "less than it says");
    assertRefused(hex("28b52ffd 80 50 00000001 030010 00"), "less than it says");
    assertRefused(hex("28b52ffd 80 50 00000001 010000"), "less than it says");
    assertRefused(hex("28b52ffd 80 50 00000001 070000"), "block there can't be one");
    assertRefused(hex("28b52ffd 80 50 00000001 0b0010 00"), "block there can't be one");
    assertRefused(hex("28b52ffd 80 50 00000001 040000"), "cut off");
    assertRefused(hex("28b52ffd 80 50 00000001 0500"), "cut off");
    assertRefused(hex("28b52ffd 80 50 01000000 550000"), "cut off in its last frame");
  }

  @Test
  void shouldTellAFrameThatSaysLessThanItGives() throws IOException {
    // Says 1000 bytes, gives 131072.
    byte[] file = hex("28b52ffd 80 50 e8030000 030010 00");
    assertEquals(1_000, index(file).length());
    assertThrows(DamagedException.class, () -> decode(file));
  }

  /** Four bytes for each 128 KiB. */
  private static byte[] bomb(String header, int blocks) {
    byte[] begin = hex(header);
    ByteBuffer file = ByteBuffer.allocate(begin.length + 4 * blocks).put(begin);
    for (int i = 1; i <= blocks; i++) {
      file.put(hex(i < blocks ? "02001000" : "03001000"));
    }
    return file.array();
  }

  @Test
  void shouldCountWhatABombGives() throws IOException {
    SeekIndex index = index(bomb(HEADER, 4096));
    assertEquals(512 << 20, index.length());
    assertEquals(1, index.spans());
  }

  @Test
  void shouldEndWhenNobodyWaits() {
    int[] told = {0};
    IndexProgress impatient =
        encoded -> {
          if (++told[0] % 100 == 0) {
            throw new InterruptedIOException();
          }
        };
    EncodedFile bomb = new ByteArrayFile(bomb(HEADER, 1 << 20));
    assertThrows(InterruptedIOException.class, () -> format.index(bomb, impatient));
    EncodedFile walked = new ByteArrayFile(bomb("28b52ffd 80 50 00000008", 1 << 10));
    assertThrows(InterruptedIOException.class, () -> format.index(walked, impatient));
  }

  @Test
  void shouldEndWithAPlaceThatIsNotThere() throws IOException {
    EncodedFile file = new ByteArrayFile(SeekableFile.compress(noise(10), true));
    for (long at : new long[] {-1, file.length(), file.length() + 1, Long.MAX_VALUE}) {
      SeekIndex index = new SeekIndex.Builder().add(0, at).build(10);
      assertThrows(
          DamagedException.class,
          () -> {
            try (InputStream in = format.decode(file, index, 0)) {
              in.read();
            }
          });
    }
  }
}
