package io.sluice.backends.seekable.zstd;

import io.sluice.backends.seekable.EncodedBytesContract;
import io.sluice.backends.seekable.SeekableFormat;

public class ZstdBytesTest extends EncodedBytesContract {
  @Override
  protected SeekableFormat format() {
    return new ZstdFormat();
  }

  @Override
  protected byte[] encode(byte[] content) {
    return new SeekableFile(true, false).add(content, 1000).bytes();
  }
}
