package io.sluice.backends.file;

import io.sluice.backend.StoreException;
import io.sluice.posix.Errno;
import io.sluice.posix.PosixException;
import io.sluice.posix.TransferException;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;

/** What failed system calls on a file mean to an initiator. */
final class FileFailure {
  private FileFailure() {}

  /** Of a read that began at byte {@code offset}. */
  static StoreException ofRead(PosixException e, long offset, int blockSize) {
    return isGone(e)
        ? StoreException.notReady(e.getMessage(), e)
        : StoreException.unreadable(lba(e, offset, blockSize), e.getMessage(), e);
  }

  /** Of a write, or what counts as one, that began at byte {@code offset}. */
  static StoreException ofWrite(PosixException e, long offset, int blockSize) {
    return switch (e.errno()) {
      case Errno.ENOSPC, Errno.EDQUOT -> StoreException.noSpace(e.getMessage(), e);
      case Errno.EROFS -> StoreException.writeProtected(e.getMessage());
      default ->
          isGone(e)
              ? StoreException.notReady(e.getMessage(), e)
              : StoreException.unwritable(lba(e, offset, blockSize), e.getMessage(), e);
    };
  }

  /** MEDIUM ERROR, WRITE ERROR, of nobody knows which blocks. */
  static StoreException ofFlush(String message, Throwable cause) {
    return new StoreException(
        new SenseData(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR), message, cause);
  }

  /** The device was taken away. */
  private static boolean isGone(PosixException e) {
    return e.errno() == Errno.ENXIO || e.errno() == Errno.ENODEV || e.errno() == Errno.ENOMEDIUM;
  }

  private static long lba(PosixException e, long offset, int blockSize) {
    long done = e instanceof TransferException transfer ? transfer.transferred() : 0;
    return (offset + done) / blockSize;
  }
}
