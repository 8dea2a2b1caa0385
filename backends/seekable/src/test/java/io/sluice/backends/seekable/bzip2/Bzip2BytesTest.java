package io.sluice.backends.seekable.bzip2;

import io.sluice.backends.seekable.EncodedBytesContract;
import io.sluice.backends.seekable.SeekableFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

public class Bzip2BytesTest extends EncodedBytesContract {
  @Override
  protected SeekableFormat format() {
    return new Bzip2Format();
  }

  @Override
  protected byte[] encode(byte[] content) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream out = new BZip2CompressorOutputStream(file, 1)) {
      out.write(content);
    }
    return file.toByteArray();
  }
}
