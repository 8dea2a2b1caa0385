package io.sluice.backend.seekable.zstd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.sluice.property.Any;
import io.sluice.property.Property;
import java.nio.ByteBuffer;

class FrameHeaderTest {
  @Property
  void shouldReadWhatTheLibraryWrites(Any any) {
    int length = any.intWithin(0, 200_000);
    boolean hasChecksum = any.flag();
    byte[] frame = SeekableFile.compress(new byte[length], hasChecksum);
    FrameHeader header = FrameHeader.parse(ByteBuffer.wrap(frame)).orElseThrow();
    assertEquals(length, header.contentSize());
    assertEquals(hasChecksum, header.hasChecksum());
    assertEquals(0, header.dictionary());
  }

  /** As the library reads them, whatever they are. */
  @Property
  void shouldReadAnyBytesAsTheLibraryDoes(Any any) {
    byte[] bytes = any.bytes(0, 14);
    byte[] magic = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
    byte[] frame = ByteBuffer.allocate(4 + bytes.length).put(magic).put(bytes).array();
    long size = Zstd.getFrameContentSize(frame);
    FrameHeader.parse(ByteBuffer.wrap(frame))
        .ifPresent(
            header -> {
              assertTrue(header.size() <= FrameHeader.MAX_SIZE && header.size() <= frame.length);
              if (size > 0) {
                assertEquals(size, header.contentSize());
              }
            });
  }
}
