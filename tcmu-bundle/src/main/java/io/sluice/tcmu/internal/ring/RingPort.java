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

  /**
   * Instead of {@link #await}, for a ring that has nothing to do: has the action run once, on
   * another thread, when the kernel has filled the ring further or {@link #wake} was called, or at
   * once if that is so. The action must not block.
   */
  void onNext(Runnable action) throws IOException;

  /** Ends an {@link #await} that is under way, or the next one. From any thread. */
  void wake();
}
