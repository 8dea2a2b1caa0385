package io.sluice.posix;

/** A read or write that failed after part of it was done. */
public final class TransferException extends PosixException {
  private static final long serialVersionUID = 1L;

  private final long transferred;

  TransferException(int errno, String call, String subject, long transferred) {
    super(errno, call, subject);
    this.transferred = transferred;
  }

  /**
   * How many bytes were transferred before the failure; this is also the index of the first byte
   * that was not.
   */
  public long transferred() {
    return transferred;
  }
}
