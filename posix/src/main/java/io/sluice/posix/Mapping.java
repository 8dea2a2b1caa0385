package io.sluice.posix;

import com.sun.jna.Pointer;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A shared mapping of a file or device into memory. Keeps no hold of the descriptor.
 *
 * <p>Once it is closed, a touch of {@link #buffer} or {@link #address} ends the JVM, or worse, hits
 * what is mapped there next: close it when nobody can.
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
   * Maps exactly the first {@code length} bytes, to read and write (the JDK extends files, refuses
   * devices, and rounds).
   */
  public static Mapping readWrite(Fd fd, long length) throws PosixException {
    return map(fd, length, PROT_READ | PROT_WRITE);
  }

  /** Maps exactly the first {@code length} bytes, to read. */
  public static Mapping readOnly(Fd fd, long length) throws PosixException {
    return map(fd, length, PROT_READ);
  }

  /**
   * Maps without any right first: in a process that locks its memory (mlockall(2)), the kernel
   * would touch every page of a mapping that can be touched, also where a device has no page.
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

  /** Bytes. */
  public long length() {
    return length;
  }

  /**
   * All of it as a new buffer over the same memory, in native byte order.
   *
   * @throws IllegalStateException when it has 2 GiB or more, or was closed
   */
  public ByteBuffer buffer() {
    if (closed.get() || length > Integer.MAX_VALUE) {
      throw new IllegalStateException(closed.get() ? "closed" : length + " bytes in one buffer");
    }
    return new Pointer(address).getByteBuffer(0, length);
  }

  /** Unmaps. Does nothing the second time. */
  @Override
  public void close() throws PosixException {
    if (closed.compareAndSet(false, true) && LibC.munmap(address, length) < 0) {
      throw PosixException.last("munmap", length + " bytes");
    }
  }
}
