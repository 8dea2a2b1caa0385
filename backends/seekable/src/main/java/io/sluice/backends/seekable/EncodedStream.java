package io.sluice.backends.seekable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A file from one place to another, read in pieces. For one thread at a time. */
final class EncodedStream extends InputStream {
  private final EncodedFile file;
  private final ByteBuffer piece;
  private final long end;
  private long next;

  EncodedStream(EncodedFile file, long offset, long end, int piece) {
    this.file = file;
    this.piece = ByteBuffer.allocate(piece).limit(0);
    this.end = end;
    next = offset;
  }

  private boolean fill() throws IOException {
    if (!piece.hasRemaining()) {
      long left = end - next;
      if (left <= 0) {
        return false;
      }
      piece.clear().limit((int) Math.min(left, piece.capacity()));
      try {
        file.read(next, piece);
      } catch (Throwable failure) {
        piece.limit(0);
        throw failure;
      }
      piece.flip();
      next += piece.limit();
    }
    return true;
  }

  @Override
  public int read() throws IOException {
    return fill() ? piece.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int part = Math.min(length, piece.remaining());
    piece.get(into, at, part);
    return part;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long buffered = Math.min(Math.max(0, bytes), piece.remaining());
    piece.position(piece.position() + (int) buffered);
    long further = Math.max(0, Math.min(bytes - buffered, end - next));
    next += further;
    return buffered + further;
  }

  @Override
  public int available() {
    return piece.remaining();
  }
}
