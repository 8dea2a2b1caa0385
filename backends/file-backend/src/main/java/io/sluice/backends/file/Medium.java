package io.sluice.backends.file;

import io.sluice.backend.BlockStatus;
import io.sluice.posix.PosixException;

/** What differs between a regular file and a block device. Offsets and lengths in bytes. */
interface Medium {
  /** Gives a range's space back, where there is a way. */
  void discard(long offset, long length) throws PosixException;

  /** Makes a range read as zero. */
  void zero(long offset, long length, boolean mayDiscard) throws PosixException;

  /** The state of a range's beginning. */
  BlockStatus status(long offset, long length) throws PosixException;
}
