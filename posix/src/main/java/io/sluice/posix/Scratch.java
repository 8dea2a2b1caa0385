package io.sluice.posix;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A thread's own native memory for the structures that system calls take. Its content is nobody's
 * after the call.
 */
final class Scratch {
  /** Room for IOV_MAX iovecs, the largest that is put here. */
  static final int SIZE = ScatterGather.IOV_MAX * ScatterGather.IOVEC_SIZE;

  private static final int BOUNCE_SIZE = 256 << 10;
  private static final ThreadLocal<Scratch> MINE = ThreadLocal.withInitial(Scratch::new);

  /** The memory, in native byte order. */
  final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());

  /** Its native address. */
  final long address = addressOf(memory);

  private ByteBuffer bounce;

  private Scratch() {}

  /** The calling thread's. */
  static Scratch mine() {
    return MINE.get();
  }

  /** Memory to carry data from and to the Java heap; emptied. */
  ByteBuffer bounce() {
    if (bounce == null) {
      bounce = ByteBuffer.allocateDirect(BOUNCE_SIZE);
    }
    return bounce.clear();
  }

  /** Sets the first {@code bytes} to zero. */
  void zero(int bytes) {
    for (int i = 0; i < bytes; i += Long.BYTES) {
      memory.putLong(i, 0);
    }
  }

  /** Native address of a direct buffer's index 0. */
  static long addressOf(ByteBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
  }
}
