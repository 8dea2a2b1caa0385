package io.sluice.backends.seekable;

import io.sluice.backend.ReadOnlyStoreContractTest;
import io.sluice.backend.Volume;
import java.util.Optional;

/** One span that is longer than what is decoded whole. */
class LongSpanContractTest extends ReadOnlyStoreContractTest {
  @Override
  protected Volume newVolume(byte[] content, int blockSize) {
    return new SeekableVolume(
        new PlainFormat(Integer.MAX_VALUE, true),
        new ByteArraySource(content),
        blockSize,
        new Indexes(Optional.empty()),
        new DecodingMemory(0));
  }
}
