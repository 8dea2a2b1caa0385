package io.sluice.backends.seekable.bzip2;

import io.sluice.backends.seekable.Program;
import io.sluice.backends.seekable.SeekableFormat;
import io.sluice.backends.seekable.SeekableFormatContractTest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Streams of different block sizes, one of them empty, in one file. */
class ConcatenatedStreamsContractTest extends SeekableFormatContractTest {
  @Override
  protected SeekableFormat format() {
    return new Bzip2Format();
  }

  @Override
  protected byte[] encode(byte[] content) throws Exception {
    int half = content.length / 2;
    ByteArrayOutputStream streams = new ByteArrayOutputStream();
    streams.write(Program.filter(folder, Arrays.copyOf(content, half), "bzip2", "-1"));
    streams.write(Program.filter(folder, new byte[0], "bzip2"));
    streams.write(
        Program.filter(folder, Arrays.copyOfRange(content, half, content.length), "bzip2", "-9"));
    return streams.toByteArray();
  }
}
