package io.sluice.backend.seekable.gzip;

import io.sluice.backend.seekable.Program;
import io.sluice.backend.seekable.SeekableFormat;
import io.sluice.backend.seekable.SeekableFormatContractTest;

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
