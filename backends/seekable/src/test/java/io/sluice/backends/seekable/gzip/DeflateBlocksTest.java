package io.sluice.backends.seekable.gzip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backends.seekable.ByteArrayFile;
import io.sluice.backends.seekable.EncodedFile;
import io.sluice.backends.seekable.IndexProgress;
import io.sluice.backends.seekable.SeekIndex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** The decoder that knows where blocks begin, beside the JDK's. */
class DeflateBlocksTest {
  private static final int MOST = 1 << 20;

  private static byte[] text(Random random) {
    byte[] bytes = new byte[random.nextInt(200_000)];
    int letters = 1 + random.nextInt(255);
    for (int i = 0; i < bytes.length; i++) {
      boolean copies = i > 300 && random.nextInt(8) == 0;
      for (int j = 0; copies && j < 40 && i < bytes.length - 1; j++, i++) {
        bytes[i] = bytes[i - 300];
      }
      bytes[i] = (byte) random.nextInt(letters);
    }
    return bytes;
  }

  private static byte[] deflate(byte[] content, Random random) {
    Deflater deflater = new Deflater(random.nextInt(10), true);
    deflater.setStrategy(random.nextInt(3));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[1000];
    for (int at = 0; at < content.length; ) {
      int part = Math.min(content.length - at, 1 + random.nextInt(50_000));
      deflater.setInput(content, at, part);
      at += part;
      int flush =
          new int[] {Deflater.NO_FLUSH, Deflater.SYNC_FLUSH, Deflater.FULL_FLUSH}
              [random.nextInt(3)];
      for (int n = 1; n > 0 || !deflater.needsInput(); ) {
        n = deflater.deflate(piece, 0, piece.length, flush);
        out.write(piece, 0, n);
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      out.write(piece, 0, deflater.deflate(piece));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** What ours decodes; null where it refuses. */
  private static byte[] ours(byte[] deflated) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BitReader in = new BitReader(new ByteArrayInputStream(deflated), "test");
    DeflateBlocks blocks =
        new DeflateBlocks(
            in,
            (bytes, from, length) -> {
              out.write(bytes, from, length);
              if (out.size() > MOST) {
                throw new IOException("too long");
              }
            });
    try {
      blocks.beginStream();
      boolean last = false;
      while (!last) {
        last = blocks.block();
      }
      blocks.flush();
      return out.toByteArray();
    } catch (IOException e) {
      return null;
    }
  }

  private static byte[] theirs(byte[] deflated) {
    Inflater inflater = new Inflater(true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[64 << 10];
    try {
      inflater.setInput(deflated);
      while (!inflater.finished()) {
        int n = inflater.inflate(piece);
        out.write(piece, 0, n);
        if (n == 0 && !inflater.finished() || out.size() > MOST) {
          return null;
        }
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }

  @Test
  void shouldDecodeWhatTheJdkMakes() {
    Random random = new Random(1);
    for (int round = 0; round < 150; round++) {
      byte[] content = text(random);
      assertArrayEquals(content, ours(deflate(content, random)), "round " + round);
    }
  }

  @Test
  void shouldTakeAndRefuseWhatTheJdkDoes() {
    long seed = Long.getLong("sluice.fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      byte[] content = Arrays.copyOf(text(random), random.nextInt(3000));
      byte[] deflated = deflate(content, random);
      for (int i = random.nextInt(3); i >= 0; i--) {
        int at = random.nextInt(Math.min(deflated.length, 1 + random.nextInt(200)));
        deflated[at] = (byte) (random.nextBoolean() ? random.nextInt() : deflated[at] ^ 1 << i);
      }
      assertArrayEquals(theirs(deflated), ours(deflated), "seed " + seed + ", round " + round);
    }
  }

  @Test
  void shouldMakeADecoderBeginAtAnyBit() throws Exception {
    byte[] content = text(new Random(3));
    // Strategy and level leave blocks that begin at any bit, some of them stored.
    int[] begunAt = new int[8];
    for (int round = 0; round < 30; round++) {
      byte[] deflated = deflate(content, new Random(round));
      BitReader in = new BitReader(new ByteArrayInputStream(deflated), "test");
      int[] decoded = {0};
      DeflateBlocks blocks = new DeflateBlocks(in, (bytes, from, length) -> decoded[0] += length);
      blocks.beginStream();
      boolean last = false;
      while (!last) {
        last = blocks.block();
        blocks.flush();
        if (!last && decoded[0] < content.length) {
          begunAt[(int) in.at() % 8]++;
          requireRest(deflated, in.at(), blocks.window(), content, decoded[0]);
        }
      }
    }
    assertEquals(8, Arrays.stream(begunAt).filter(count -> count > 0).count());
  }

  private static void requireRest(
      byte[] deflated, long bit, byte[] window, byte[] content, int from) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content, from, content.length - from);
    SpanState state = new SpanState((int) crc.getValue(), window);
    EncodedFile file = new ByteArrayFile(deflated);
    try (InputStream in = new GzipSpan(file, from, content.length - from, bit, state)) {
      assertArrayEquals(Arrays.copyOfRange(content, from, content.length), in.readAllBytes());
    }
  }

  @Test
  void shouldKeepChecksumsRightWhenPointsAreThinned() throws Exception {
    byte[] content = new byte[24 << 20];
    Random random = new Random(5);
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) random.nextInt(20);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    GzipFormat format = new GzipFormat(100_000);
    EncodedFile file = new ByteArrayFile(out.toByteArray());
    SeekIndex index = format.index(file, IndexProgress.NONE);
    long state = 0;
    for (int span = 0; span < index.spans(); span++) {
      state += index.state(span).length;
      byte[] expected = Arrays.copyOfRange(content, (int) index.start(span), (int) index.end(span));
      try (InputStream in = format.decode(file, index, span)) {
        assertArrayEquals(expected, in.readAllBytes());
      }
    }
    assertTrue(state <= 100_000 && index.spans() > 2, index.spans() + " of " + state);
  }
}
