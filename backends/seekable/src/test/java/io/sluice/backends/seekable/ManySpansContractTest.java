package io.sluice.backends.seekable;

import io.sluice.backend.ReadOnlyStoreContractTest;
import io.sluice.backend.Volume;
import java.util.Optional;

/** Spans that are no multiple of anything, and little memory. */
class ManySpansContractTest extends ReadOnlyStoreContractTest {
  @Override
  protected Volume newVolume(byte[] content, int blockSize) {
    return new SeekableVolume(
        new PlainFormat(30_011, true),
        new ByteArraySource(content),
        blockSize,
        new Indexes(Optional.empty()),
        new DecodingMemory(0));
  }
}
