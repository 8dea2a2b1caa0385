package io.sluice.backend.seekable.bzip2;

import io.sluice.backend.seekable.Program;
import io.sluice.backend.seekable.SeekableFormat;
import io.sluice.backend.seekable.SeekableFormatContractTest;

class Bzip2ContractTest extends SeekableFormatContractTest {
  @Override
  protected SeekableFormat format() {
    return new Bzip2Format();
  }

  @Override
  protected byte[] encode(byte[] content) throws Exception {
    return Program.filter(folder, content, "bzip2");
  }
}
