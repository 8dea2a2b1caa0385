package io.sluice.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory outside the Java heap, for the structures passed to system calls. */
public final class NativeMemory {
  private NativeMemory() {}

  /** Zeroed memory in native byte order; freed when the buffer is collected. */
  public static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Native address of a direct buffer's index 0; valid as long as the buffer is reachable. */
  public static long address(ByteBuffer direct) {
    if (!direct.isDirect()) {
      throw new IllegalArgumentException("a buffer on the heap has no address");
    }
    return Scratch.addressOf(direct);
  }
}
