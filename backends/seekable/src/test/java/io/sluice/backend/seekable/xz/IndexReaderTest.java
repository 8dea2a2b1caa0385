package io.sluice.backend.seekable.xz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.seekable.ByteArrayFile;
import io.sluice.backend.seekable.DamagedException;
import io.sluice.backend.seekable.IndexProgress;
import io.sluice.backend.seekable.SeekIndex;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class IndexReaderTest {
  @Property
  void shouldReadTheIntegersItWrites(@ForAll @LongRange(max = Long.MAX_VALUE) long value)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(9);
    Vli.put(value, bytes);
    assertEquals(value, Vli.read(new ByteArrayInputStream(bytes.array(), 0, bytes.position())));
  }

  @Property
  void shouldEndWithAnyBytesForAnInteger(@ForAll @Size(max = 12) byte[] bytes) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    long value = Vli.read(in);
    if (value >= 0) {
      ByteBuffer again = ByteBuffer.allocate(9);
      Vli.put(value, again);
      assertEquals(bytes.length - in.available(), again.position(), "not the shortest form");
    }
  }

  /** Whatever an index with right checksums says: it is refused, or holds to the file. */
  @Property(tries = 500)
  void shouldKeepToTheFile(
      @ForAll @Size(max = 20) List<@LongRange(max = Long.MAX_VALUE) Long> decoded,
      @ForAll @Size(max = 20) List<@IntRange(max = 64) Integer> unpadded,
      @ForAll boolean isFull)
      throws IOException {
    XzFile file = new XzFile(1);
    int blocks = Math.min(decoded.size(), unpadded.size());
    for (int i = 0; i < blocks; i++) {
      int length = isFull ? (int) Block.padded(unpadded.get(i)) : 24;
      file.add(new byte[length], unpadded.get(i), decoded.get(i));
    }
    byte[] bytes = file.bytes();
    try {
      SeekIndex index = new XzFormat().index(new ByteArrayFile(bytes), IndexProgress.NONE);
      long length = decoded.stream().limit(blocks).mapToLong(Long::longValue).sum();
      assertEquals(length, index.length());
      for (int span = 0; span < index.spans(); span++) {
        assertTrue(index.encoded(span) < bytes.length);
      }
    } catch (DamagedException e) {
      assertTrue(e.getMessage().contains("/images/test"), e.getMessage());
    }
  }
}
