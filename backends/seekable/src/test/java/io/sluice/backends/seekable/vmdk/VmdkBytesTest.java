package io.sluice.backends.seekable.vmdk;

import io.sluice.backends.seekable.EncodedBytesContract;
import io.sluice.backends.seekable.SeekableFormat;

public class VmdkBytesTest extends EncodedBytesContract {
  @Override
  protected SeekableFormat format() {
    return new VmdkFormat();
  }

  @Override
  protected byte[] encode(byte[] content) {
    return VmwareLayout.of(content);
  }
}
