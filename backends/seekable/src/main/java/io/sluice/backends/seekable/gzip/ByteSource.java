package io.sluice.backends.seekable.gzip;

import java.io.IOException;

/** Bytes one by one. */
@FunctionalInterface
interface ByteSource {
  /** The next byte, 0 to 255; -1 at the end. */
  int next() throws IOException;
}
