package io.sluice.backend;

import java.io.Closeable;
import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Bytes that can be read and written at any offset: what most backends implement.
 *
 * <p>All methods except {@code close} may be called by several threads at once, even on overlapping
 * ranges. After two concurrent writes, each block holds all of one or all of the other; a read
 * while a block is being written may see a mix of old and new. Offsets and lengths are in bytes,
 * within {@code [0, size())} and multiples of the block size; the caller has checked this. Methods
 * block: each returns only when it has done everything it was asked to do, or throws, and may then
 * have done part of it.
 *
 * <p>When {@code write} returns, the data and everything needed to find it have been handed to the
 * kernel: they survive the death of this process (unless {@link Capabilities#volatileContent}).
 * They survive the machine's death only after {@code flush}, or with {@link WriteFlags#FUA}.
 *
 * <p>Errors: {@link StoreException} where the sense to report is known; any other {@link
 * IOException} becomes MEDIUM ERROR. The store stays usable after an error.
 */
@ConsumerType
public interface BlockStore extends Closeable {
  /** The current geometry, capabilities and identity. Cheap. */
  VolumeInfo info();

  /** The current size, a multiple of the block size. Cheap. */
  default long size() {
    return info().geometry().size();
  }

  /**
   * The length of the content in bytes, which need not be whole blocks: the layer above a
   * compressed file needs the file's exact length. The bytes from there to {@link #size} read as
   * zero. Cheap. The same as {@link VolumeInfo#contentLength} of {@link #info}.
   */
  default long contentLength() {
    return info().contentLength();
  }

  /**
   * Fills all of {@code into} with the bytes from {@code offset} on. Bytes that were never written,
   * or were zeroed, read as zero.
   */
  void read(long offset, Segments into) throws IOException;

  /**
   * Writes all of {@code from} at {@code offset}.
   *
   * @param flags any of {@link WriteFlags#FUA} and, where {@link Capabilities#atomicWrites} allows
   *     it, {@link WriteFlags#ATOMIC}
   */
  void write(long offset, Segments from, int flags) throws IOException;

  /** Makes every write that returned before this call began survive the machine's death. */
  void flush() throws IOException;

  /**
   * Says that the range's content is no longer needed. A hint: the range may afterwards read as
   * before, or as zero (always as zero with {@link Capabilities#discardReadsZero}). Does nothing in
   * a store without discard.
   */
  void discard(long offset, long length) throws IOException;

  /**
   * Makes the range read as zero, without data from the caller.
   *
   * @param flags any of {@link WriteFlags#FUA} and {@link WriteFlags#MAY_DISCARD}
   */
  void writeZeroes(long offset, long length, int flags) throws IOException;

  /**
   * Whether the beginning of the range is allocated, and how far that state extends. A store that
   * can't tell reports everything as allocated.
   */
  default BlockStatus status(long offset, long length) throws IOException {
    return new BlockStatus(length, true, false);
  }

  /**
   * Changes the size; added space reads as zero. From then on {@link #info} gives the new geometry.
   *
   * @param size bytes, a multiple of the block size, more than 0
   * @throws StoreException if the store can't change its own size
   */
  default void resize(long size) throws IOException {
    throw StoreException.illegalRequest("this store's size can't be changed");
  }

  /**
   * Checks whether {@link #resize} to that size can succeed, without changing anything, so that
   * nobody is asked to confirm something that can't be done. A store that can't tell does not
   * throw.
   *
   * @throws StoreException if it can't; the message tells a person why
   */
  default void requireResizable(long size) throws IOException {
    // resize will tell
  }

  /**
   * Flushes, and releases everything even if the flush fails; then throws what the flush threw.
   * Called once, when no other call is in progress.
   */
  @Override
  void close() throws IOException;
}
