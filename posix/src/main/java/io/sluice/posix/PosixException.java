package io.sluice.posix;

import com.sun.jna.Native;
import java.io.IOException;

/** A system call that failed. The message is for a person: call, file, reason, errno's name. */
public class PosixException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;
  private final String call;

  /**
   * @param call the system call, by its name in manual section 2
   * @param subject what it was called on: a path, or another name that a person recognises
   */
  public PosixException(int errno, String call, String subject) {
    super(call + " " + subject + ": " + LibC.strerror(errno) + " (" + Errno.name(errno) + ")");
    this.errno = errno;
    this.call = call;
  }

  /** For the call that just failed on this thread. */
  static PosixException last(String call, String subject) {
    return new PosixException(Native.getLastError(), call, subject);
  }

  /** The error number, usually one of {@link Errno}. */
  public final int errno() {
    return errno;
  }

  /** The system call. */
  public final String call() {
    return call;
  }
}
