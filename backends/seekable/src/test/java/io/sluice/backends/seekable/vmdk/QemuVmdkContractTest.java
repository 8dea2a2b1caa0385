package io.sluice.backends.seekable.vmdk;

import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.SeekableFormatContractTest;

class QemuVmdkContractTest extends SeekableFormatContractTest {
  @Override
  protected SeekableFormat format() {
    return new VmdkFormat();
  }

  @Override
  protected byte[] encode(byte[] content) throws Exception {
    return QemuVmdk.of(folder, content);
  }

  @Override
  protected int granularity() {
    return 512;
  }

  @Override
  protected int lengthToChange() {
    return 200_000;
  }

  /** 64 KiB are before the grains, and as much padding is behind them. */
  @Override
  protected int leastChangesFound() {
    return 60;
  }
}
