package io.sluice.backends.seekable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexCodecTest {
  private static final IndexKey KEY = new IndexKey("gzip 1", "/x.gz", 10_000);

  @TempDir private Path folder;

  private static SeekIndex index() throws IOException {
    SeekIndex.Builder builder = new SeekIndex.Builder();
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] state = new byte[random.nextInt(300)];
      random.nextBytes(state);
      builder.add(i * 500L, i * 50L, state);
    }
    return builder.build(100_000);
  }

  private byte[] encode(SeekIndex index) throws IOException {
    Path path = Files.createTempFile(folder, "index", "");
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      IndexCodec.write(file, KEY, index);
    }
    return Files.readAllBytes(path);
  }

  private SeekIndex decode(byte[] bytes, IndexKey key) throws IOException {
    Path path = Files.write(folder.resolve("index"), bytes);
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return IndexCodec.read(file, key);
    }
  }

  @Test
  void shouldGiveBackWhatItTook() throws Exception {
    SeekIndex index = index();
    SeekIndex read = decode(encode(index), KEY);
    assertEquals(index.length(), read.length());
    assertEquals(index.spans(), read.spans());
    for (int span = 0; span < index.spans(); span++) {
      assertEquals(index.start(span), read.start(span));
      assertEquals(index.encoded(span), read.encoded(span));
      assertArrayEquals(index.state(span), read.state(span));
    }
  }

  @Test
  void shouldRefuseWhatIsOfSomethingElse() throws Exception {
    byte[] bytes = encode(index());
    for (IndexKey other :
        new IndexKey[] {
          new IndexKey("gzip 2", "/x.gz", 10_000),
          new IndexKey("gzip 1", "/y.gz", 10_000),
          new IndexKey("gzip 1", "/x.gz", 10_001)
        }) {
      assertThrows(IOException.class, () -> decode(bytes, other));
    }
  }

  @Test
  void shouldRefuseWhatIsTornOrChanged() throws Exception {
    byte[] bytes = encode(index());
    Random random = new Random(2);
    for (int round = 0; round < 300; round++) {
      byte[] changed = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      if (random.nextBoolean()) {
        changed = bytes.clone();
        changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      byte[] refused = changed;
      assertThrows(IOException.class, () -> decode(refused, KEY));
    }
  }

  /** Whoever can write into the folder can make a right checksum. */
  @Test
  void shouldRefuseAHostileIndexWithARightChecksum() throws Exception {
    assertEquals(2, decode(forged(1000, 2, 0, 5, 0, 10, 6, 0), KEY).spans());
    assertRefused(forged(1000, 2, 0, 5, 0, 0, 6, 0), "out of order");
    assertRefused(forged(1000, 2, 1, 5, 0, 10, 6, 0), "out of order");
    assertRefused(forged(10, 2, 0, 5, 0, 10, 6, 0), "too small");
    assertRefused(forged(-1, 2, 0, 5, 0, 10, 6, 0), "too small");
    assertRefused(forged(1000, 2, 0, -5, 0, 10, 6, 0), "leads out of the file");
    assertRefused(forged(1000, 2, 0, 5, 0, 10, 8 * 10_001, 0), "leads out of the file");
    assertRefused(forged(1000, 2, 0, 5, 0, 10, 6, 1 << 30), "leads out of the file");
    assertRefused(forged(1000, 2, 0, 5, 0, 10, 6, -1), "leads out of the file");
    assertRefused(forged(1000, 2, 0, 5, 0, 10, 6, 1000), "ends in the middle");
    assertRefused(forged(1000, Integer.MAX_VALUE, 0, 5, 0, 10, 6, 0), "ends in the middle");
    assertRefused(forged(1000, 1, 0, 5, 0, 10, 6, 0), "more than it says");
  }

  private void assertRefused(byte[] bytes, String why) {
    IOException e = assertThrows(IOException.class, () -> decode(bytes, KEY));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  private static byte[] forged(long length, int spans, long... startEncodedState) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(packed))) {
      out.write((KEY + "\n").getBytes(StandardCharsets.UTF_8));
      out.writeLong(length);
      out.writeInt(spans);
      for (int i = 0; i < startEncodedState.length; i += 3) {
        out.writeLong(startEncodedState[i]);
        out.writeLong(startEncodedState[i + 1]);
        out.writeInt((int) startEncodedState[i + 2]);
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("SLUIDX01".getBytes(StandardCharsets.US_ASCII));
    file.writeBytes(MessageDigest.getInstance("SHA-256").digest(packed.toByteArray()));
    file.writeBytes(packed.toByteArray());
    return file.toByteArray();
  }
}
