package io.sluice.backends.seekable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every format promises. A subclass gives the format and a program that makes files of it; of
 * variants of a format (several blocks, one block ..), each is a subclass.
 */
@Timeout(900)
public abstract class SeekableFormatContractTest {
  /** Bytes that a hostile file may make us decode for one of a test's files. */
  private static final long MOST_DECODED = 64L << 20;

  @TempDir protected Path folder;

  /** The format. */
  protected abstract SeekableFormat format();

  /** A file of it with this content. */
  protected abstract byte[] encode(byte[] content) throws Exception;

  /** Whether the file lets any change of its compressed data be seen. */
  protected boolean hasChecksums() {
    return true;
  }

  /** Whether this variant is cut into several spans when it has 4 MiB. */
  protected boolean hasSeveralSpans() {
    return true;
  }

  /** How long to try damaged files, unless the property {@code sluice.fuzz.seconds} tells it. */
  protected Duration fuzzing() {
    return Duration.ofSeconds(2);
  }

  /** Of 200 changes of a bit, how many are to be found: fewer where much of a file is padding. */
  protected int leastChangesFound() {
    return 100;
  }

  /** Bytes of the content whose file is changed: enough to be more than headers and padding. */
  protected int lengthToChange() {
    return 80_000;
  }

  /** What the length of every content is a multiple of. */
  protected int granularity() {
    return 1;
  }

  private byte[] someContent(int length) {
    return content((length + granularity() - 1) / granularity() * granularity());
  }

  /** Text-like, zero and random stretches, the same each time. */
  protected static byte[] content(int length) {
    Random random = new Random(length);
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; ) {
      int part = Math.min(length - at, 1 + random.nextInt(40_000));
      switch (random.nextInt(3)) {
        case 0 -> {
          byte[] noise = new byte[part];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, bytes, at, part);
        }
        case 1 -> {
          for (int i = at; i < at + part; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(6));
          }
        }
        default -> {
          // zero
        }
      }
      at += part;
    }
    return bytes;
  }

  private SeekIndex index(EncodedFile file) throws IOException {
    return format().index(file, IndexProgress.NONE);
  }

  private byte[] decode(EncodedFile file, SeekIndex index, int span) throws IOException {
    int length = Math.toIntExact(index.end(span) - index.start(span));
    try (InputStream decoded = format().decode(file, index, span)) {
      byte[] bytes = decoded.readNBytes(length);
      assertEquals(-1, decoded.read(), "a span has its bytes and no more");
      assertEquals(length, bytes.length, "a span has all its bytes, or fails");
      return bytes;
    }
  }

  @Test
  void shouldGiveEveryByteOfEachSpanByItself() throws Exception {
    byte[] content = content(4 << 20);
    EncodedFile file = new ByteArrayFile(encode(content));
    SeekIndex index = index(file);
    assertEquals(content.length, index.length());
    assertEquals(hasSeveralSpans(), index.spans() > 1);
    int[] order = new Random(1).ints(0, index.spans()).limit(Math.min(40, index.spans())).toArray();
    IntStream.concat(Arrays.stream(order), IntStream.of(0, index.spans() - 1))
        .parallel()
        .forEach(
            span -> {
              try {
                assertArrayEquals(
                    Arrays.copyOfRange(content, (int) index.start(span), (int) index.end(span)),
                    decode(file, index, span));
              } catch (IOException e) {
                fail(e);
              }
            });
  }

  @Test
  void shouldServeContentOfAnyLength() throws Exception {
    for (int length : new int[] {1, 511, 512, 513, 70_000}) {
      byte[] content = someContent(length);
      EncodedFile file = new ByteArrayFile(encode(content));
      SeekIndex index = index(file);
      assertEquals(content.length, index.length());
      byte[] decoded = new byte[content.length];
      for (int span = 0; span < index.spans(); span++) {
        byte[] bytes = decode(file, index, span);
        System.arraycopy(bytes, 0, decoded, (int) index.start(span), bytes.length);
      }
      assertArrayEquals(content, decoded);
    }
  }

  @Test
  void shouldRefuseWhatIsNotOfTheFormat() {
    for (int length : new int[] {0, 1, 17, 512, 100_000}) {
      EncodedFile file = new ByteArrayFile(content(length));
      IOException e = assertThrows(IOException.class, () -> index(file));
      assertTrue(e.getMessage().contains(file.name()), e.getMessage());
    }
  }

  @Test
  void shouldTellATruncatedFile() throws Exception {
    byte[] encoded = encode(someContent(300_000));
    for (int length : new int[] {encoded.length - 1, encoded.length / 2, 10}) {
      EncodedFile file = new ByteArrayFile(Arrays.copyOf(encoded, length));
      assertThrows(
          IOException.class,
          () -> {
            SeekIndex index = index(file);
            for (int span = 0; span < index.spans(); span++) {
              decode(file, index, span);
            }
            fail("a file that was cut off at " + length + " was taken for whole");
          });
    }
  }

  /** Whatever the bytes are: right content, or an IOException, and in bounds. */
  @Test
  void shouldSurviveAnyDamage() throws Exception {
    byte[] content = someContent(200_000);
    byte[] sound = encode(content);
    long seed = Long.getLong("sluice.fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    Long seconds = Long.getLong("sluice.fuzz.seconds");
    Duration fuzzing = seconds == null ? fuzzing() : Duration.ofSeconds(seconds);
    long end = System.nanoTime() + fuzzing.toNanos();
    for (int round = 0; round < 50 || System.nanoTime() - end < 0; round++) {
      byte[] damaged = damage(sound, random);
      try {
        decodeAll(new ByteArrayFile(damaged), content, Arrays.equals(damaged, sound));
      } catch (IOException e) {
        // as it may be
      } catch (Throwable bug) {
        throw new AssertionError("seed " + seed + ", round " + round, bug);
      }
    }
  }

  private void decodeAll(EncodedFile file, byte[] content, boolean isSound) throws IOException {
    SeekIndex index = index(file);
    byte[] piece = new byte[64 << 10];
    long decoded = 0;
    for (int span = 0; span < index.spans() && decoded < MOST_DECODED; span++) {
      try (InputStream in = format().decode(file, index, span)) {
        long left = Math.min(index.end(span) - index.start(span), MOST_DECODED - decoded);
        for (int n = 0; left > 0; left -= n) {
          n = in.read(piece, 0, (int) Math.min(left, piece.length));
          assertTrue(n > 0, "a span that was promised whole ends early, without a failure");
          decoded += n;
        }
      } catch (IOException e) {
        assertTrue(!isSound, e.getMessage());
      }
    }
    assertTrue(!isSound || decoded == content.length);
  }

  private static byte[] damage(byte[] sound, Random random) {
    byte[] damaged = sound.clone();
    // Headers and tables are at the ends: half of all damage goes there.
    for (int i = random.nextInt(4); i >= 0; i--) {
      int near = Math.min(64, damaged.length);
      int at =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(near);
            case 1 -> damaged.length - 1 - random.nextInt(near);
            default -> random.nextInt(damaged.length);
          };
      damaged[at] =
          switch (random.nextInt(3)) {
            case 0 -> (byte) 0xFF;
            case 1 -> (byte) (damaged[at] ^ 1 << random.nextInt(8));
            default -> (byte) random.nextInt();
          };
    }
    return random.nextInt(6) == 0
        ? Arrays.copyOf(damaged, random.nextInt(damaged.length + 1))
        : damaged;
  }

  /** Of a file that has checksums, no changed data is given for right. */
  @Test
  void shouldFindChangedData() throws Exception {
    if (!hasChecksums()) {
      return;
    }
    byte[] content = someContent(lengthToChange());
    byte[] sound = encode(content);
    Random random = new Random(7);
    SeekIndex index = index(new ByteArrayFile(sound));
    int found = 0;
    for (int round = 0; round < 200; round++) {
      byte[] damaged = sound.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      EncodedFile file = new ByteArrayFile(damaged);
      for (int span = 0; span < index.spans(); span++) {
        try {
          byte[] decoded = decode(file, index, span);
          int start = (int) index.start(span);
          assertArrayEquals(
              Arrays.copyOfRange(content, start, start + decoded.length),
              decoded,
              "round " + round);
        } catch (IOException e) {
          found++;
        }
      }
    }
    assertTrue(found >= leastChangesFound(), "of 200 changes, " + found + " were found");
  }
}
