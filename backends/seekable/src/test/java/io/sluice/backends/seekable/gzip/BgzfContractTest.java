package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.Program;
import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.SeekableFormatContractTest;

/** What bgzip makes. */
class BgzfContractTest extends SeekableFormatContractTest {
  @Override
  protected SeekableFormat format() {
    return new BgzfFormat();
  }

  @Override
  protected byte[] encode(byte[] content) throws Exception {
    return Program.filter(folder, content, "bgzip", "-c");
  }
}
