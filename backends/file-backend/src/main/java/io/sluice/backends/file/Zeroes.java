package io.sluice.backends.file;

import io.sluice.backend.Segments;
import io.sluice.posix.Fd;
import io.sluice.posix.PosixException;
import io.sluice.posix.ScatterGather;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes zeroes where nothing better is to be had. */
final class Zeroes {
  private static final int PIECE = 256 << 10;
  private static final int PIECES = 16;
  private static final Segments SEGMENTS = segments();

  private Zeroes() {}

  private static Segments segments() {
    ByteBuffer[] pieces = new ByteBuffer[PIECES];
    Arrays.fill(pieces, ByteBuffer.allocateDirect(PIECE).asReadOnlyBuffer());
    return Segments.of(pieces);
  }

  static void write(Fd fd, long offset, long length) throws PosixException {
    for (long done = 0; done < length; ) {
      long part = Math.min(length - done, SEGMENTS.length());
      ScatterGather.write(fd, offset + done, SEGMENTS.slice(0, part), 0);
      done += part;
    }
  }
}
