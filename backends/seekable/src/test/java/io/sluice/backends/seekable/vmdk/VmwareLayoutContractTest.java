package io.sluice.backends.seekable.vmdk;

import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.SeekableFormatContractTest;

/** Written front to back, the directory's place in a footer. */
class VmwareLayoutContractTest extends SeekableFormatContractTest {
  @Override
  protected SeekableFormat format() {
    return new VmdkFormat();
  }

  @Override
  protected byte[] encode(byte[] content) {
    return VmwareLayout.of(content);
  }

  @Override
  protected int granularity() {
    return 512;
  }

  @Override
  protected int lengthToChange() {
    return 200_000;
  }
}
