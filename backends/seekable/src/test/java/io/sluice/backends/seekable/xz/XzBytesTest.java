package io.sluice.backends.seekable.xz;

import io.sluice.backends.seekable.EncodedBytesContract;
import io.sluice.backends.seekable.SeekableFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

public class XzBytesTest extends EncodedBytesContract {
  @Override
  protected SeekableFormat format() {
    return new XzFormat();
  }

  @Override
  protected byte[] encode(byte[] content) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream out = new XZOutputStream(file, new LZMA2Options(0))) {
      out.write(content);
    }
    return file.toByteArray();
  }
}
