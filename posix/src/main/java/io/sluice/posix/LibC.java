package io.sluice.posix;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * The C library's functions, mapped directly: one name, one call, primitives only. {@code long} is
 * {@code long}, {@code size_t}, {@code off_t} and every pointer, so only 64-bit Linux will do.
 *
 * <p>{@code open}, {@code ioctl}, {@code fcntl} and {@code prctl} are variadic in C. On Linux,
 * x86-64 and arm64 alike, integers and pointers are passed to a variadic function as to any other,
 * so mapping them with fixed parameters is right; it would not be with floating point, or on macOS.
 *
 * <p>A call that failed returns -1, and {@link Native#getLastError} then has its errno: JNA keeps
 * it for the thread right after the call.
 */
final class LibC {
  static {
    if (!Platform.isLinux() || Native.POINTER_SIZE != Long.BYTES) {
      throw new UnsupportedOperationException(
          "needs 64-bit Linux, and this is " + Platform.RESOURCE_PREFIX);
    }
    Native.register(LibC.class, NativeLibrary.getProcess());
  }

  private LibC() {}

  static native int open(byte[] path, int flags, int mode);

  static native int close(int fd);

  static native long read(int fd, long buffer, long count);

  static native long write(int fd, long buffer, long count);

  static native long preadv2(int fd, long iovecs, int count, long offset, int flags);

  static native long pwritev2(int fd, long iovecs, int count, long offset, int flags);

  static native int fdatasync(int fd);

  static native int ftruncate(int fd, long length);

  static native int fallocate(int fd, int mode, long offset, long length);

  static native long lseek(int fd, long offset, int whence);

  static native int statx(int dirFd, byte[] path, int flags, int mask, long buffer);

  static native int fcntl(int fd, int command, long argument);

  static native int ioctl(int fd, long request, long argument);

  static native int mknod(byte[] path, int mode, long device);

  static native int chmod(byte[] path, int mode);

  static native long mmap(long address, long length, int prot, int flags, int fd, long offset);

  static native int mprotect(long address, long length, int prot);

  static native int munmap(long address, long length);

  static native int poll(long fds, long count, int timeoutMillis);

  static native int epoll_create1(int flags);

  static native int epoll_ctl(int epollFd, int operation, int fd, long event);

  static native int epoll_wait(int epollFd, long events, int most, int timeoutMillis);

  static native int eventfd(int initial, int flags);

  static native int socket(int family, int type, int protocol);

  static native long sendto(
      int fd, long buffer, long length, int flags, long address, int addressLength);

  static native int prctl(int option, long arg2, long arg3, long arg4, long arg5);

  static native int mlockall(int flags);

  static native String strerror(int errno);
}
