package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.Program;
import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.SeekableFormatContractTest;

/** What bgzip makes is gzip as well, of one member for each block. */
class BgzfAsGzipContractTest extends SeekableFormatContractTest {
  @Override
  protected SeekableFormat format() {
    return new GzipFormat();
  }

  @Override
  protected byte[] encode(byte[] content) throws Exception {
    return Program.filter(folder, content, "bgzip", "-c");
  }
}
