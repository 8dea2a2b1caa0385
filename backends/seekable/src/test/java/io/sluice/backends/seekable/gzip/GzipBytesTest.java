package io.sluice.backends.seekable.gzip;

import io.sluice.backends.seekable.EncodedBytesContract;
import io.sluice.backends.seekable.SeekableFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

public class GzipBytesTest extends EncodedBytesContract {
  @Override
  protected SeekableFormat format() {
    return new GzipFormat();
  }

  @Override
  protected byte[] encode(byte[] content) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(file)) {
      out.write(content);
    }
    return file.toByteArray();
  }
}
