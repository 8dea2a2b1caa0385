package io.sluice.backends.seekable.gzip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.backends.seekable.ByteArrayFile;
import io.sluice.backends.seekable.DamagedException;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** An index that somebody forged, or that is of another file. */
class HostileStateTest {
  private static final int LENGTH = 3 << 20;

  private final GzipFormat format = new GzipFormat();
  private final byte[] content = new byte[LENGTH];
  private final EncodedFile file;

  HostileStateTest() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < LENGTH; i++) {
      content[i] = (byte) random.nextInt(30);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    file = new ByteArrayFile(out.toByteArray());
  }

  private byte[] decode(SeekIndex index, int span) throws IOException {
    try (InputStream in = format.decode(file, index, span)) {
      return in.readNBytes(LENGTH + 1);
    }
  }

  /** Of a span, with another state. */
  private static SeekIndex forged(SeekIndex index, long encoded, byte[] state) throws IOException {
    return new SeekIndex.Builder().add(0, encoded, state).build(index.end(1) - index.start(1));
  }

  @Test
  void shouldGiveTheRightBytesOrNone() throws Exception {
    SeekIndex index = format.index(file, IndexProgress.NONE);
    byte[] sound = index.state(1);
    byte[] expected = Arrays.copyOfRange(content, (int) index.start(1), (int) index.end(1));
    assertArrayEquals(expected, decode(forged(index, index.encoded(1), sound), 0));
    Random random = new Random(2);
    for (int round = 0; round < 300; round++) {
      byte[] state = Arrays.copyOf(sound, random.nextInt(sound.length));
      long encoded = index.encoded(1);
      switch (random.nextInt(3)) {
        case 0 -> {
          state = sound.clone();
          state[random.nextInt(state.length)] ^= (byte) (1 << random.nextInt(8));
        }
        case 1 -> random.nextBytes(state);
        default -> encoded = random.nextLong(-10, file.length() * 9);
      }
      SeekIndex forged = forged(index, encoded, state);
      try {
        assertArrayEquals(expected, decode(forged, 0), "round " + round);
      } catch (IOException e) {
        // as it should be
      }
    }
  }

  @Test
  void shouldRefuseAnIndexOfALongerFile() throws Exception {
    SeekIndex index = format.index(file, IndexProgress.NONE);
    for (long bit : new long[] {file.length() * 8, Long.MAX_VALUE, -1}) {
      SeekIndex forged = forged(index, bit, index.state(1));
      assertThrows(DamagedException.class, () -> decode(forged, 0));
    }
  }
}
