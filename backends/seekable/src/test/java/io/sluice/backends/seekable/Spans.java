package io.sluice.backends.seekable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Decodes all of a file, span after span. */
public final class Spans {
  private Spans() {}

  /** The content of a file. */
  public static byte[] decode(SeekableFormat format, byte[] file) throws IOException {
    EncodedFile encoded = new ByteArrayFile(file);
    SeekIndex index = format.index(encoded, IndexProgress.NONE);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (int span = 0; span < index.spans(); span++) {
      try (InputStream in = format.decode(encoded, index, span)) {
        in.transferTo(content);
      }
    }
    return content.toByteArray();
  }
}
