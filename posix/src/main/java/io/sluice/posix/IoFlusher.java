package io.sluice.posix;

/**
 * Tells the kernel that a thread serves I/O that frees memory: the thread's own allocations then
 * never wait for that I/O (prctl(2), PR_SET_IO_FLUSHER; Linux 5.6).
 */
public final class IoFlusher {
  private static final int PR_SET_IO_FLUSHER = 57;

  private IoFlusher() {}

  /**
   * Marks the calling thread.
   *
   * @throws PosixException EPERM without CAP_SYS_RESOURCE, EINVAL if the kernel is too old
   */
  public static void enable() throws PosixException {
    if (LibC.prctl(PR_SET_IO_FLUSHER, 1, 0, 0, 0) < 0) {
      throw PosixException.last("prctl", "PR_SET_IO_FLUSHER");
    }
  }
}
