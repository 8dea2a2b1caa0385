package io.sluice.backends.qcow2;

import io.sluice.backend.Segments;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of an image, wherever they are. Offsets and lengths in bytes, at any place. Several
 * threads at once may use it.
 */
interface ImageFile extends Closeable {
  /** For messages. */
  String name();

  /** Names the content, for comparison. */
  String identity() throws IOException;

  /** How long it is now. */
  long length() throws IOException;

  /** Fills {@code into}; what lies past the end is zero. */
  void read(long offset, Segments into) throws IOException;

  /** Writes all of {@code from} and makes the file longer where it ends before. */
  void write(long offset, Segments from) throws IOException;

  /** Makes the file that long; what is gained reads as zero. */
  void truncate(long length) throws IOException;

  /** Makes a range read as zero, and gives its space back where that can be. */
  void punch(long offset, long length) throws IOException;

  /** Returns when all that was written before is durable. After a failure, it fails for ever. */
  void sync() throws IOException;

  /** A copy of {@code length} bytes, big-endian, as all numbers of the format are. */
  default ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    read(offset, Segments.of(bytes));
    return bytes;
  }

  /** Writes all that remains of {@code bytes}. */
  default void write(long offset, ByteBuffer bytes) throws IOException {
    write(offset, Segments.of(bytes));
  }
}
