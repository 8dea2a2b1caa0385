package io.sluice.tcmu.internal.ring;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The shared memory of a TCMU device, and the bell at either end of it. */
public interface RingPort extends Closeable {
  /**
   * The whole mapping, in native byte order. Bytes in the data area must be touched only where they
   * belong to a command that is under way.
   */
  ByteBuffer memory();

  /** Native address of {@link #memory}. */
  long address();

  /** Tells the kernel that the tail has moved. From any thread. */
  void ring();

  /** Waits until the kernel has filled the ring further, or {@link #wake} was called. */
  void await() throws IOException;

  /** Ends an {@link #await} that is under way, or the next one. From any thread. */
  void wake();
}
