package io.sluice.backends.seekable;

import java.io.IOException;
import java.io.InputStream;

/**
 * One format of compressed files. Holds no state of any file; several threads at once may use it.
 *
 * <p>Files are hostile: whatever their bytes are, methods end, throw nothing but {@link
 * IOException}, and take no more memory than what the file's length and the bounds in {@link
 * SeekIndex} justify.
 */
public interface SeekableFormat {
  /** As the configuration names it, such as {@code xz}. */
  String name();

  /**
   * Whether {@link #index} reads little, such as a table at the file's end, and need not be kept.
   */
  boolean isIndexQuick();

  /** What it puts up with, which decides what {@link #index} makes of a file. */
  default Tolerance tolerance() {
    return Tolerance.USUAL;
  }

  /** Of the index that {@link #index} makes: one of another version is not used. */
  default int indexVersion() {
    return 1;
  }

  /**
   * Finds where decoding can begin. May read and decode the whole file.
   *
   * @throws DamagedException when the file is not of this format, or can't be served at all
   */
  SeekIndex index(EncodedFile file, IndexProgress progress) throws IOException;

  /**
   * Bytes that decoding a span takes on the heap, besides what it gives: as a rule, and looked at
   * once. Of an index with at least one span.
   */
  default long decoderMemory(EncodedFile file, SeekIndex index) throws IOException {
    return 256 << 10;
  }

  /** As {@link #decoderMemory}, of what is not on the heap, where that is more than usual. */
  default long memoryOutsideHeap(EncodedFile file, SeekIndex index) throws IOException {
    return 0;
  }

  /**
   * Decodes one span: exactly its bytes, then the end. Where the format has checksums, they were
   * found right before the end is told. For one thread at a time; to be closed.
   *
   * @throws DamagedException here or from the stream, when the span can't be decoded
   */
  InputStream decode(EncodedFile file, SeekIndex index, int span) throws IOException;
}
