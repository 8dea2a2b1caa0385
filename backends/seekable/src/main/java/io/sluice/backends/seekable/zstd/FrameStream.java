package io.sluice.backends.seekable.zstd;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.sluice.backends.seekable.DamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Decodes one frame. Its end is told when the frame's checksum, if it has one, and its content
 * size, if it tells it, were found right.
 */
final class FrameStream extends InputStream {
  /** Bytes that are decoded at once: arrays are pinned meanwhile. */
  private static final int MAX_DECODED = 256 << 10;

  private final InputStream in;
  private final String what;
  private final ZstdDecompressCtx decoder;
  private final ByteBuffer encoded;
  private long filled;
  private boolean ended;
  private boolean closed;

  /**
   * @param in what begins with the frame
   * @param piece bytes to take from it at once
   * @param window bytes that decoding may have to remember
   * @param what the frame, for messages
   */
  FrameStream(InputStream in, int piece, long window, String what) {
    this.in = in;
    this.what = what;
    encoded = ByteBuffer.allocate(Math.max(1, piece)).limit(0);
    decoder = new ZstdDecompressCtx();
    decoder.setLongMax(Long.SIZE - Long.numberOfLeadingZeros(window - 1));
  }

  /** Bytes of the frame that were decoded. */
  long consumed() {
    return filled - encoded.remaining();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, into.length);
    if (closed) {
      throw new IOException(what + " is closed");
    }
    if (length == 0) {
      return 0;
    }
    ByteBuffer decoded = ByteBuffer.wrap(into, at, Math.min(length, MAX_DECODED));
    decode(decoded);
    while (!ended && decoded.position() == at) {
      // Not before: the decoder may have more to give than it still needs to be given.
      fill();
      decode(decoded);
    }
    int count = decoded.position() - at;
    return count == 0 ? -1 : count;
  }

  private void fill() throws IOException {
    if (encoded.hasRemaining()) {
      return;
    }
    int count = in.read(encoded.array());
    if (count < 0) {
      throw new DamagedException(what + " is cut off");
    }
    encoded.position(0).limit(count);
    filled += count;
  }

  private void decode(ByteBuffer decoded) throws DamagedException {
    if (ended) {
      return;
    }
    try {
      ended = decoder.decompressByteBufferStream(decoded, encoded);
    } catch (ZstdException e) {
      throw new DamagedException("%s can't be decoded: %s".formatted(what, e.getMessage()), e);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    decoder.close();
    in.close();
  }
}
