package io.sluice.backend.seekable.vmdk;

import io.sluice.backend.seekable.Program;
import io.sluice.backend.seekable.SeekableFormat;
import io.sluice.backend.seekable.SeekableFormatContractTest;

class QemuVmdkContractTest extends SeekableFormatContractTest {
  @Override
  protected SeekableFormat format() {
    return new VmdkFormat();
  }

  @Override
  protected byte[] encode(byte[] content) throws Exception {
    String convert =
        """
        cat > $0.raw &&
        qemu-img convert -f raw -O vmdk -o subformat=streamOptimized $0.raw $0.vmdk &&
        cat $0.vmdk""";
    return Program.filter(folder, content, "sh", "-c", convert, folder.resolve("disk").toString());
  }

  @Override
  protected int granularity() {
    return 512;
  }

  /** 64 KiB are before the grains, and as much padding is behind them. */
  @Override
  protected int leastChangesFound() {
    return 60;
  }
}
