package io.sluice.backends.seekable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of a compressed file, wherever they are. They do not change while it is open. Several
 * threads at once may use it.
 */
public interface EncodedFile extends Closeable {
  /** For messages: a path, or a URI without its secrets. */
  String name();

  /** Names the content: another content has another. */
  String identity() throws IOException;

  /** Bytes. Cheap. */
  long length() throws IOException;

  /**
   * Fills all that remains of {@code into}.
   *
   * @param offset bytes from the file's beginning
   * @throws DamagedException when the file ends before
   */
  void read(long offset, ByteBuffer into) throws IOException;

  /** A copy of {@code length} bytes, for headers: big-endian unless told otherwise. */
  default ByteBuffer read(long offset, int length) throws IOException {
    requireRange(offset, length);
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.BIG_ENDIAN);
    read(offset, bytes);
    return bytes.rewind();
  }

  /** Checks that the file has these bytes, before anything is allocated for them. */
  default void requireRange(long offset, long length) throws IOException {
    if (offset < 0 || length < 0 || offset > length() - length) {
      throw new DamagedException(
          "%s ends at %d, and is said to have %d bytes at %d"
              .formatted(name(), length(), length, offset));
    }
  }

  /**
   * All bytes from {@code offset} on, read ahead in pieces. Closing it does not close the file.
   *
   * @param piece bytes to read at once
   */
  default InputStream stream(long offset, int piece) throws IOException {
    requireRange(offset, 0);
    return new EncodedStream(this, offset, length(), piece);
  }

  /** As {@link #stream(long, int)}, of the bytes {@code [offset, offset + length)} only. */
  default InputStream stream(long offset, long length, int piece) throws IOException {
    requireRange(offset, length);
    return new EncodedStream(
        this, offset, offset + length, (int) Math.min(piece, Math.max(1, length)));
  }
}
