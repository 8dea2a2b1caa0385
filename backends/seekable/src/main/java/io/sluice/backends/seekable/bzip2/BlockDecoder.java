package io.sluice.backends.seekable.bzip2;

import io.sluice.backends.seekable.DamagedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * Decodes a stream of one block, to an end that is told only when the CRC is right and nothing of
 * the stream is left. Whatever the library throws at a hostile stream is damage. For one thread at
 * a time.
 */
final class BlockDecoder extends InputStream {
  private final String what;
  private final InputStream decoder;

  /**
   * @param what the block, for messages
   */
  BlockDecoder(String what, byte[] stream) throws DamagedException {
    this.what = what;
    try {
      decoder = new BZip2CompressorInputStream(new ByteArrayInputStream(stream), true);
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  private DamagedException damaged(Exception e) {
    String why = e instanceof IOException ? e.getMessage() : "its tables make no sense";
    return new DamagedException(what + " is damaged: " + why, e);
  }

  @Override
  public int read() throws IOException {
    try {
      return decoder.read();
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    try {
      return decoder.read(into, at, length);
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  @Override
  public void close() throws IOException {
    decoder.close();
  }
}
