package io.sluice.posix;

/** A read or write that failed after a part of it was done. */
public final class TransferException extends PosixException {
  private static final long serialVersionUID = 1L;

  private final long transferred;

  TransferException(int errno, String call, String subject, long transferred) {
    super(errno, call, subject);
    this.transferred = transferred;
  }

  /** How many bytes were transferred before the failure: the first that was not is at this one. */
  public long transferred() {
    return transferred;
  }
}
