package io.sluice.backends.seekable.xz;

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
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class XzFormatTest {
  private static final int CRC32 = 1;

  private final XzFormat format = new XzFormat();

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
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
  }

  @Test
  void shouldKnowItsMagicNumber() throws IOException {
    ByteBuffer file = ByteBuffer.wrap(new XzFile(CRC32).bytes());
    assertTrue(XzFormat.looksLike(file));
    assertEquals(0, file.position());
    assertFalse(XzFormat.looksLike(file.position(1)));
    assertFalse(XzFormat.looksLike(ByteBuffer.allocate(3)));
  }

  /** Above all a dictionary: that of the block, and no larger than what the block gives. */
  @Test
  void shouldTellWhatADecoderTakes() throws IOException {
    long others = (128 << 10) + (128 << 10);
    assertEquals((12 << 10) + others, decoderMemory(10_000));
    assertEquals((256 << 10) + others, decoderMemory(1 << 20)); // xz -0
  }

  private long decoderMemory(int length) throws IOException {
    byte[] file = new XzFile(CRC32).add(noise(length)).add(noise(100)).bytes();
    return format.decoderMemory(new ByteArrayFile(file), index(file));
  }

  @Test
  void shouldHaveNoSpansWithoutContent() throws IOException {
    SeekIndex index = index(new XzFile(CRC32).add(new byte[0]).bytes());
    assertEquals(0, index.length());
    assertEquals(0, index.spans());
  }

  @Test
  void shouldLeaveOutEmptyBlocks() throws IOException {
    byte[] content = noise(5_000);
    byte[] file = new XzFile(CRC32).add(new byte[0]).add(content).add(new byte[0]).bytes();
    assertEquals(1, index(file).spans());
    assertArrayEquals(content, decode(file));
  }

  @Test
  void shouldTakeLongPadding() throws IOException {
    byte[] content = noise(100);
    byte[] stream = new XzFile(CRC32).add(content).bytes();
    assertArrayEquals(content, decode(Arrays.copyOf(stream, stream.length + 200_000)));
    assertRefused(Arrays.copyOf(stream, stream.length + 3), "multiple of 4");
  }

  /** Pixz appends a list of an archive's files, which xz gives too. */
  @Test
  void shouldGiveOfAnArchiveWhatXzGives(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(archive)) {
      TarArchiveEntry entry = new TarArchiveEntry("noise");
      entry.setSize(300_000);
      tar.putArchiveEntry(entry);
      tar.write(noise(300_000));
      tar.closeArchiveEntry();
    }
    byte[] encoded = Program.filter(folder, archive.toByteArray(), "pixz");
    byte[] decoded = decode(encoded);
    assertArrayEquals(Program.filter(folder, encoded, "xz", "-dc"), decoded);
    assertTrue(decoded.length > archive.size(), "no list of files");
  }

  @Test
  void shouldServeWhatSurroundsADamagedBlock() throws IOException {
    byte[] content = noise(20_000);
    byte[] file = new XzFile(CRC32).add(content).add(content).bytes();
    file[100] ^= 1;
    SeekIndex index = index(file);
    EncodedFile encoded = new ByteArrayFile(file);
    try (InputStream first = format.decode(encoded, index, 0);
        InputStream second = format.decode(encoded, index, 1)) {
      DamagedException e = assertThrows(DamagedException.class, first::readAllBytes);
      assertTrue(e.getMessage().startsWith("/images/test: the block at 12 "), e.getMessage());
      assertThrows(DamagedException.class, first::read, "the end is not told then either");
      assertArrayEquals(content, second.readAllBytes());
    }
  }

  @Test
  void shouldStopADecoderThatGivesMoreThanWasSaid() throws IOException {
    byte[] file = new XzFile(CRC32).add(new byte[10 << 20], 1_000).bytes();
    try (InputStream in = format.decode(new ByteArrayFile(file), index(file), 0)) {
      assertEquals(999, in.readNBytes(999).length);
      assertThrows(DamagedException.class, in::read);
    }
  }

  @Test
  void shouldTellABlockThatGivesLessThanWasSaid() throws IOException {
    byte[] file = new XzFile(CRC32).add(new byte[1_000], 1L << 40).bytes();
    assertEquals(1L << 40, index(file).length());
    assertThrows(DamagedException.class, () -> decode(file));
  }

  /** xz -9e --lzma2=dict=1536MiB, of which one block needs what it has. */
  @Test
  void shouldTakeNoLargerDictionaryThanTheBlock() throws IOException {
    byte[] content = new byte[1 << 20];
    byte[] file = withDictionary(new XzFile(CRC32).add(content).bytes(), 37);
    assertArrayEquals(content, decode(file));
  }

  @Test
  void shouldRefuseADictionaryThatIsTooLarge() throws IOException {
    byte[] file = new XzFile(CRC32).add(new byte[1_000], 1L << 30).bytes();
    assertRefused(withDictionary(file, 37), "needs a dictionary of 1024 MiB");
    assertEquals(1L << 30, index(withDictionary(file, 28)).length(), "64 MiB, as by xz -9");
  }

  /** In the header of the first block, which has one filter and no sizes. */
  private static byte[] withDictionary(byte[] file, int size) {
    return withHeaderByte(file, 4, size);
  }

  private static byte[] withHeaderByte(byte[] file, int at, int value) {
    ByteBuffer header = ByteBuffer.wrap(file, StreamFlags.SIZE, 12).slice();
    header.put(at, (byte) value);
    header.putInt(8, Integer.reverseBytes(StreamFlags.crc(header, 0, 8)));
    return file;
  }

  @Test
  void shouldRefuseAFilterThatItDoesNotKnow() throws IOException {
    byte[] file = new XzFile(CRC32).add(noise(100)).bytes();
    assertRefused(withHeaderByte(file, 2, 0x22), "Unknown Filter ID 34");
  }

  @Test
  void shouldRefuseACheckThatItDoesNotKnow() throws IOException {
    assertRefused(new XzFile(2).add(noise(100)).bytes(), "Unsupported Check ID 2");
  }

  @Test
  void shouldRefuseAnIndexOfMoreThanTheFile() throws IOException {
    byte[] block = new byte[64];
    assertRefused(new XzFile(CRC32).add(block, 68, 10).bytes(), "more blocks than fit");
    assertRefused(new XzFile(CRC32).add(block, Long.MAX_VALUE, 10).bytes(), "than fit");
    assertRefused(new XzFile(CRC32).add(block, 60, 10).bytes(), "does not begin at");
    assertRefused(new XzFile(CRC32).add(block, 4, 10).bytes(), "says nothing of block 0");
    assertRefused(new XzFile(CRC32).bytes(3), "says nothing of block 0");
    assertRefused(new XzFile(CRC32).bytes(1L << 62), "number of blocks");
    XzFile endless = new XzFile(CRC32).add(block, 64, Long.MAX_VALUE).add(block, 64, 1);
    assertRefused(endless.bytes(), "more than 2^63 bytes");
  }

  @Test
  void shouldRefuseAnIndexThatBeginsBeforeTheFile() throws IOException {
    byte[] file = new XzFile(CRC32).bytes();
    ByteBuffer footer = StreamFlags.footer(CRC32, 1 << 30);
    footer.get(0, file, file.length - StreamFlags.SIZE, StreamFlags.SIZE);
    assertRefused(file, "begins before the file does");
  }

  @Test
  void shouldRefuseStreamsThatDoNotFollowOneAnother() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    byte[] stream = new XzFile(CRC32).add(noise(100)).bytes();
    file.writeBytes(stream);
    file.writeBytes(noise(100));
    file.writeBytes(stream);
    assertRefused(file.toByteArray(), "no stream ends at byte " + (stream.length + 100));
  }

  @Test
  void shouldFindManyStreamsInTheirOrder() throws IOException {
    byte[] stream = new XzFile(CRC32).add(noise(10)).bytes();
    int streams = 50_000;
    ByteBuffer file = ByteBuffer.allocate(streams * stream.length);
    while (file.hasRemaining()) {
      file.put(stream);
    }
    SeekIndex index = index(file.array());
    assertEquals(streams, index.spans());
    assertEquals(10L * (streams - 1), index.start(streams - 1));
    assertEquals((streams - 1L) * stream.length + StreamFlags.SIZE, index.encoded(streams - 1));
  }

  @Test
  void shouldEndWhenNobodyWaits() throws IOException {
    EncodedFile file = new ByteArrayFile(new XzFile(CRC32).add(noise(10)).bytes());
    IndexProgress gone =
        encoded -> {
          throw new InterruptedIOException();
        };
    assertThrows(InterruptedIOException.class, () -> format.index(file, gone));
  }

  @Test
  void shouldRefuseAStateThatIsNone() throws IOException {
    EncodedFile file = new ByteArrayFile(new XzFile(CRC32).add(noise(10)).bytes());
    SeekIndex index = new SeekIndex.Builder().add(0, StreamFlags.SIZE).build(10);
    assertThrows(DamagedException.class, () -> format.decode(file, index, 0));
  }
}
