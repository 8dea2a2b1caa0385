package io.sluice.backends.seekable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ExactStreamTest {
  private static final byte[] BYTES = {1, 2, 3, 4, 5, 6, 7, (byte) 0x88};

  private static InputStream exactly(long length) {
    return new ExactStream(new ByteArrayInputStream(BYTES), "what", length);
  }

  @Test
  void shouldGiveAllBytesAndTheEnd() throws IOException {
    assertArrayEquals(BYTES, exactly(BYTES.length).readAllBytes());
    InputStream in = exactly(BYTES.length);
    in.skipNBytes(7);
    assertEquals(0x88, in.read());
    assertEquals(-1, in.read());
    assertEquals(0, in.skip(1));
  }

  /** Also by who would not ask for the end. */
  @Test
  void shouldKeepTheLastByteFromWhoeverReadsADecoderThatHasMore() throws IOException {
    InputStream read = exactly(7);
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, read.readNBytes(6));
    assertThrows(DamagedException.class, () -> read.read(new byte[1]));
    assertThrows(DamagedException.class, read::read, "and for good");
    InputStream skipped = exactly(7);
    assertThrows(DamagedException.class, () -> skipped.skipNBytes(7));
  }

  @Test
  void shouldTellADecoderThatHasLess() throws IOException {
    InputStream in = exactly(9);
    assertArrayEquals(BYTES, in.readNBytes(8));
    DamagedException e = assertThrows(DamagedException.class, in::read);
    assertEquals("what ends 1 bytes before what the file's index says", e.getMessage());
    assertThrows(DamagedException.class, in::readAllBytes, "and for good");
  }
}
