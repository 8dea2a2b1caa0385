package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.Program;
import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.SeekableFormatContractTest;

/** What gzip makes: one member. */
class GzipContractTest extends SeekableFormatContractTest {
  @Override
  protected SeekableFormat format() {
    return new GzipFormat();
  }

  @Override
  protected byte[] encode(byte[] content) throws Exception {
    return Program.filter(folder, content, "gzip", "-6", "-c");
  }
}
