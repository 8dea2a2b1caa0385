package io.sluice.backend.seekable.vmdk;

import io.sluice.backend.seekable.EncodedBytesContract;
import io.sluice.backend.seekable.SeekableFormat;

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
