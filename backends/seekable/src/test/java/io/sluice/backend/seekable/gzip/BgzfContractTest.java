package io.sluice.backend.seekable.gzip;

import io.sluice.backend.seekable.Program;
import io.sluice.backend.seekable.SeekableFormat;
import io.sluice.backend.seekable.SeekableFormatContractTest;

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
