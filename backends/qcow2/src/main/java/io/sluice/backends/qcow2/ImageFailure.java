package io.sluice.backends.qcow2;

import io.sluice.backend.StoreException;
import io.sluice.posix.Errno;
import io.sluice.posix.PosixException;
import io.sluice.posix.TransferException;
import io.sluice.scsi.AdditionalSense;
import io.sluice.scsi.SenseData;
import io.sluice.scsi.SenseKey;
import java.io.IOException;

/** What failures on an image's files mean to an initiator. */
final class ImageFailure {
  private ImageFailure() {}

  /**
   * Of a read.
   *
   * @param guest the first byte that was being read
   */
  static IOException ofRead(IOException e, long guest, int blockSize) {
    if (e instanceof StoreException) {
      return e;
    }
    long done = e instanceof TransferException transfer ? transfer.transferred() : 0;
    return StoreException.unreadable((guest + done) / blockSize, e.getMessage(), e);
  }

  /** Of a write, or what counts as one. */
  static IOException ofWrite(IOException e, long lba) {
    if (e instanceof StoreException) {
      return e;
    }
    if (e instanceof PosixException posix) {
      switch (posix.errno()) {
        case Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG -> {
          return StoreException.noSpace(e.getMessage(), e);
        }
        case Errno.EROFS -> {
          return StoreException.writeProtected(e.getMessage());
        }
        default -> {
          // below
        }
      }
    }
    return StoreException.unwritable(lba, e.getMessage(), e);
  }

  /** Of a flush: MEDIUM ERROR, WRITE ERROR, of nobody knows which blocks. */
  static IOException ofFlush(IOException e) {
    return new StoreException(
        new SenseData(SenseKey.MEDIUM_ERROR, AdditionalSense.WRITE_ERROR),
        e.getMessage()
            + ": what was written before may be lost; flushes fail until the volume is opened anew",
        e);
  }
}
