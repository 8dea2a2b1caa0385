package io.sluice.backends.http.remote;

import java.nio.ByteBuffer;

/** Takes the bytes of a range, in their order, as they come in. */
@FunctionalInterface
public interface ByteSink {
  /** All that remains of the buffer. One call at a time; must not block. */
  void accept(ByteBuffer bytes);
}
