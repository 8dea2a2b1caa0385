package io.sluice.posix;

import com.sun.jna.Pointer;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A shared memory mapping of a file or device. Does not keep the descriptor open.
 *
 * <p>After it is closed, any access through {@link #buffer} or {@link #address} crashes the JVM or,
 * worse, hits whatever is mapped there next: close it only when no such access is possible.
 */
public final class Mapping implements Closeable {
  private static final int PROT_NONE = 0;
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;

  private final long address;
  private final long length;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Mapping(long address, long length) {
    this.address = address;
    this.length = length;
  }

  /**
   * Maps exactly the first {@code length} bytes, for reading and writing (the JDK would extend
   * files, refuse devices, and round the length).
   */
  public static Mapping readWrite(Fd fd, long length) throws PosixException {
    return map(fd, length, PROT_READ | PROT_WRITE);
  }

  /** Maps exactly the first {@code length} bytes, for reading. */
  public static Mapping readOnly(Fd fd, long length) throws PosixException {
    return map(fd, length, PROT_READ);
  }

  /**
   * Maps without access rights first: in a process that locks its memory (mlockall(2)), the kernel
   * would touch every page of an accessible mapping, even where a device has no page.
   */
  private static Mapping map(Fd fd, long length, int prot) throws PosixException {
    int number = fd.acquire("mmap");
    try {
      long address = LibC.mmap(0, length, PROT_NONE, MAP_SHARED, number, 0);
      if (address == -1) {
        throw PosixException.last("mmap", fd.name() + " (" + length + " bytes)");
      }
      if (LibC.mprotect(address, length, prot) < 0) {
        PosixException failure = PosixException.last("mprotect", fd.name());
        LibC.munmap(address, length);
        throw failure;
      }
      return new Mapping(address, length);
    } finally {
      fd.release();
    }
  }

  /** Native address of the first byte. */
  public long address() {
    return address;
  }

  /** Length in bytes. */
  public long length() {
    return length;
  }

  /**
   * The whole mapping as a new buffer over the same memory, in native byte order.
   *
   * @throws IllegalStateException if it has 2 GiB or more, or was closed
   */
  public ByteBuffer buffer() {
    if (closed.get() || length > Integer.MAX_VALUE) {
      throw new IllegalStateException(closed.get() ? "closed" : length + " bytes in one buffer");
    }
    return new Pointer(address).getByteBuffer(0, length);
  }

  /** Unmaps. A second call does nothing. */
  @Override
  public void close() throws PosixException {
    if (closed.compareAndSet(false, true) && LibC.munmap(address, length) < 0) {
      throw PosixException.last("munmap", length + " bytes");
    }
  }
}
