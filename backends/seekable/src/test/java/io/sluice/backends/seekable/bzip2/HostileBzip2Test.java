package io.sluice.backends.seekable.bzip2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backends.seekable.ByteArrayFile;
import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.Program;
import io.sluice.backends.seekable.SeekIndex;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HostileBzip2Test {
  private static final byte[] EMPTY_STREAM =
      HexFormat.of().parseHex("425a683917724538509000000000");

  @TempDir Path folder;

  private final Bzip2Format format = new Bzip2Format();

  private SeekIndex index(byte[] file) throws Exception {
    return format.index(new ByteArrayFile(file), IndexProgress.NONE);
  }

  private byte[] decode(byte[] file, SeekIndex index, int span) throws Exception {
    try (InputStream content = format.decode(new ByteArrayFile(file), index, span)) {
      return content.readAllBytes();
    }
  }

  private void shouldRefuse(String because, byte[] file) {
    DamagedException e = assertThrows(DamagedException.class, () -> index(file));
    assertTrue(e.getMessage().contains(because), e.getMessage());
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer joined = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    for (byte[] part : parts) {
      joined.put(part);
    }
    return joined.array();
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(length).nextBytes(noise);
    return noise;
  }

  @Test
  void shouldServeNothingOfAnEmptyStream() throws Exception {
    SeekIndex index = index(join(EMPTY_STREAM, EMPTY_STREAM));
    assertEquals(0, index.length());
    assertEquals(0, index.spans());
  }

  @Test
  void shouldNotTakeAMagicNumberInABlockForItsEnd() throws Exception {
    byte[] content = noise(3_000);
    for (int magics : new int[] {0, 1, 5}) {
      byte[] file = HandMadeBlock.stream(content, magics);
      assertArrayEquals(content, Program.filter(folder, file, "bzip2", "-dc"));
      SeekIndex index = index(file);
      assertEquals(1, index.spans());
      assertArrayEquals(content, decode(file, index, 0));
    }
  }

  @Test
  void shouldGiveUpOnAFileFullOfMagicNumbers() {
    byte[] magics = new byte[6 * 200_000];
    for (int i = 0; i < magics.length; i += 6) {
      Bits.put(magics, i * 8L, Block.MAGIC, 48);
    }
    shouldRefuse("the block at byte 4", join(Arrays.copyOf(EMPTY_STREAM, 4), magics));
  }

  @Test
  void shouldRefuseWrongHeadersAndChecksums() {
    byte[] level = EMPTY_STREAM.clone();
    level[3] = '0';
    shouldRefuse("not a bzip2 file", level);
    byte[] crc = EMPTY_STREAM.clone();
    crc[13] = 1;
    shouldRefuse("CRC of the stream", crc);
    byte[] magic = EMPTY_STREAM.clone();
    magic[5] = 0;
    shouldRefuse("no block begins at byte 4", magic);
    shouldRefuse("follows its stream's end at byte 14", join(EMPTY_STREAM, new byte[] {'B', 'Z'}));
    shouldRefuse("cut off", Arrays.copyOf(EMPTY_STREAM, 13));
  }

  @Test
  void shouldReadWhatIsBesideADamagedBlock() throws Exception {
    byte[] content = noise(350_000);
    byte[] file = Program.filter(folder, content, "bzip2", "-1");
    SeekIndex index = index(file);
    assertEquals(4, index.spans());
    file[(int) (index.encoded(2) / 8) + 30_000] ^= 4;
    for (int span : new int[] {0, 1, 3}) {
      assertArrayEquals(
          Arrays.copyOfRange(content, (int) index.start(span), (int) index.end(span)),
          decode(file, index, span));
    }
    assertThrows(DamagedException.class, () -> decode(file, index, 2));
    shouldRefuse("the block at byte " + index.encoded(2) / 8, file);
  }

  @Test
  void shouldRefuseAnIndexOfAnotherFormat() throws Exception {
    SeekIndex other = new SeekIndex.Builder().add(0, 32).build(512);
    assertThrows(DamagedException.class, () -> decode(EMPTY_STREAM, other, 0));
  }

  @Test
  void shouldStopIndexingWhenNobodyWaits() throws Exception {
    byte[] file = Program.filter(folder, noise(350_000), "bzip2", "-1");
    IndexProgress nobody =
        encoded -> {
          if (encoded > 150_000) {
            throw new InterruptedIOException();
          }
        };
    assertThrows(InterruptedIOException.class, () -> format.index(new ByteArrayFile(file), nobody));
  }

  @Test
  void shouldRecogniseItsFiles() throws Exception {
    assertTrue(Bzip2Format.looksLike(ByteBuffer.wrap(EMPTY_STREAM)));
    byte[] file = Program.filter(folder, noise(100), "bzip2");
    assertTrue(Bzip2Format.looksLike(ByteBuffer.wrap(file)));
    assertFalse(Bzip2Format.looksLike(ByteBuffer.wrap(file, 0, 9)));
    assertFalse(Bzip2Format.looksLike(ByteBuffer.wrap(noise(100))));
  }
}
