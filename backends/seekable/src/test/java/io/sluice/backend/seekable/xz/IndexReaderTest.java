package io.sluice.backend.seekable.xz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.backend.seekable.ByteArrayFile;
import io.sluice.backend.seekable.DamagedException;
import io.sluice.backend.seekable.IndexProgress;
import io.sluice.backend.seekable.SeekIndex;
import io.sluice.property.Any;
import io.sluice.property.Property;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

class IndexReaderTest {
  @Property
  void shouldReadTheIntegersItWrites(Any any) throws IOException {
    long value = any.longWithin(0, Long.MAX_VALUE);
    ByteBuffer bytes = ByteBuffer.allocate(9);
    Vli.put(value, bytes);
    assertEquals(value, Vli.read(new ByteArrayInputStream(bytes.array(), 0, bytes.position())));
  }

  @Property
  void shouldEndWithAnyBytesForAnInteger(Any any) throws IOException {
    byte[] bytes = any.bytes(0, 12);
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
  void shouldKeepToTheFile(Any any) throws IOException {
    List<Long> decoded = any.list(0, 20, each -> each.longWithin(0, Long.MAX_VALUE));
    List<Integer> unpadded = any.list(0, 20, each -> each.intWithin(0, 64));
    boolean isFull = any.flag();
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
