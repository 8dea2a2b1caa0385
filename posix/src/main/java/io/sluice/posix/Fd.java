package io.sluice.posix;

import com.sun.jna.Native;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An open file descriptor, owned.
 *
 * <p>The kernel gives a closed descriptor's number to the next file that is opened; a call that
 * still uses the old number would then read or destroy someone else's data. So calls in progress
 * are counted, {@link #close} only marks the descriptor, and the last call to finish closes it,
 * once. Counting costs two uncontended atomic operations and no lock. A call after {@code close}
 * throws EBADF and touches nothing.
 *
 * <p>All methods may be called by several threads at once.
 */
public final class Fd implements Closeable {
  private static final VarHandle USES;
  private static final int CLOSED = Integer.MIN_VALUE;
  private static final int F_SETFL = 4;

  static {
    try {
      USES = MethodHandles.lookup().findVarHandle(Fd.class, "uses", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int number;
  private final String name;

  /** The number of calls in progress, with {@link #CLOSED} added once closed. */
  private volatile int uses;

  Fd(int number, String name) {
    this.number = number;
    this.name = name;
  }

  /**
   * Opens an existing file.
   *
   * @param flags of {@link OpenFlags}
   */
  public static Fd open(Path path, int flags) throws PosixException {
    return open(path, flags, 0);
  }

  /**
   * Opens a file, or creates it with O_CREAT.
   *
   * @param flags of {@link OpenFlags}
   * @param mode permission bits of a created file, before the umask applies
   */
  public static Fd open(Path path, int flags, int mode) throws PosixException {
    byte[] bytes = NativePath.of(path);
    int number;
    do {
      number = LibC.open(bytes, flags | OpenFlags.O_CLOEXEC, mode);
    } while (number < 0 && Native.getLastError() == Errno.EINTR);
    if (number < 0) {
      throw PosixException.last("open", path.toString());
    }
    return new Fd(number, path.toString());
  }

  /**
   * Opens a path that a person has given as a disk or an image: a regular file or a block device.
   * Anything else is refused without waiting for it or changing it: merely opening a FIFO would
   * wait, and opening a tape would rewind it.
   *
   * @param flags of {@link OpenFlags}
   * @throws NotStorageException if it is anything else; other failures as for {@link #open(Path,
   *     int)}
   */
  public static Fd openStorage(Path path, int flags) throws IOException {
    requireStorage(path, fileType(path));
    Fd fd = open(path, flags | OpenFlags.O_NONBLOCK); // it may be another by now
    try {
      FileStatus status = FileStatus.of(fd);
      requireStorage(path, status.mode());
      fd.setFlags(flags);
      return fd;
    } catch (Throwable failure) {
      fd.close();
      throw failure;
    }
  }

  /** A path that can't be examined is left to open(2) to report. */
  private static int fileType(Path path) {
    try {
      return (int) Files.getAttribute(path, "unix:mode");
    } catch (IOException e) {
      return FileStatus.S_IFREG;
    }
  }

  private static void requireStorage(Path path, int mode) throws NotStorageException {
    if (!FileStatus.isRegularFile(mode) && !FileStatus.isBlockDevice(mode)) {
      throw new NotStorageException(path);
    }
  }

  private void setFlags(int flags) throws PosixException {
    int n = acquire("fcntl");
    try {
      if (LibC.fcntl(n, F_SETFL, flags) < 0) {
        throw PosixException.last("fcntl", name);
      }
    } finally {
      release();
    }
  }

  /** The name of what was opened, for messages. */
  public String name() {
    return name;
  }

  /** Whether {@link #close} was called. */
  public boolean isClosed() {
    return uses < 0;
  }

  /**
   * Registers a call and returns the descriptor's number, which belongs to this file until {@link
   * #release}.
   *
   * @throws PosixException EBADF if it was closed; there is nothing to release then
   */
  int acquire(String call) throws PosixException {
    int seen;
    do {
      seen = uses;
      if (seen < 0) {
        throw new PosixException(Errno.EBADF, call, name + " (closed)");
      }
    } while (!USES.weakCompareAndSet(this, seen, seen + 1));
    return number;
  }

  /** Ends a call registered by {@link #acquire}. */
  void release() {
    int before = (int) USES.getAndAdd(this, -1);
    if (before == CLOSED + 1) {
      LibC.close(number); // who closed it did not wait to hear of an error
    }
  }

  /** Reads 4 bytes in native order: a UIO event count. Blocks unless poll has reported an event. */
  public int readInt() throws PosixException {
    Scratch scratch = Scratch.mine();
    read(scratch, Integer.BYTES);
    return scratch.memory.getInt(0);
  }

  /** Writes 4 bytes in native order: a UIO doorbell. */
  public void writeInt(int value) throws PosixException {
    Scratch scratch = Scratch.mine();
    scratch.memory.putInt(0, value);
    write(scratch, Integer.BYTES);
  }

  long readLong() throws PosixException {
    Scratch scratch = Scratch.mine();
    read(scratch, Long.BYTES);
    return scratch.memory.getLong(0);
  }

  void writeLong(long value) throws PosixException {
    Scratch scratch = Scratch.mine();
    scratch.memory.putLong(0, value);
    write(scratch, Long.BYTES);
  }

  private void read(Scratch into, int length) throws PosixException {
    int n = acquire("read");
    try {
      long got;
      do {
        got = LibC.read(n, into.address, length);
      } while (got < 0 && Native.getLastError() == Errno.EINTR);
      require("read", got, length);
    } finally {
      release();
    }
  }

  private void write(Scratch from, int length) throws PosixException {
    int n = acquire("write");
    try {
      long put;
      do {
        put = LibC.write(n, from.address, length);
      } while (put < 0 && Native.getLastError() == Errno.EINTR);
      require("write", put, length);
    } finally {
      release();
    }
  }

  private void require(String call, long transferred, int length) throws PosixException {
    if (transferred < 0) {
      throw PosixException.last(call, name);
    }
    if (transferred != length) {
      throw new PosixException(Errno.EIO, call, name + " (" + transferred + " of " + length + ")");
    }
  }

  /**
   * fdatasync(2): returns when all data written has reached the medium. After a failure the kernel
   * may have dropped data that it could not write, and a later call does not report that: treat a
   * failure as final.
   */
  public void dataSync() throws PosixException {
    int n = acquire("fdatasync");
    try {
      int result;
      do {
        result = LibC.fdatasync(n);
      } while (result < 0 && Native.getLastError() == Errno.EINTR);
      if (result < 0) {
        throw PosixException.last("fdatasync", name);
      }
    } finally {
      release();
    }
  }

  /**
   * Closes the descriptor, now or when the last call in progress returns. A second call does
   * nothing.
   */
  @Override
  public void close() throws PosixException {
    int before = (int) USES.getAndBitwiseOr(this, CLOSED);
    // Linux frees the number whatever close(2) returns, so it must not be called again.
    if (before == 0 && LibC.close(number) < 0 && Native.getLastError() != Errno.EINTR) {
      throw PosixException.last("close", name);
    }
  }

  @Override
  public String toString() {
    return name + (isClosed() ? " (closed)" : "");
  }
}
