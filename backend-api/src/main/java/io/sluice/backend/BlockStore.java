package io.sluice.backend;

import java.io.Closeable;
import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Bytes that can be read and written at any place: what most backends implement.
 *
 * <p>All methods but {@code close} may be called by several threads at once, on overlapping ranges
 * too. Of two writes at once, each block ends up wholly as the one or the other left it; a read
 * while a block is written may see some of both. Offsets and lengths are bytes, within {@code [0,
 * size())} and multiples of the block size: the caller has checked. Methods block; none returns
 * before it has done all it was asked, or throws having perhaps done a part.
 *
 * <p>When {@code write} returns, the data and all that is needed to find it have been given to the
 * kernel: they survive the death of this process (unless {@link Capabilities#volatileContent}).
 * They survive the machine's only after {@code flush}, or with {@link WriteFlags#FUA}.
 *
 * <p>Errors: {@link StoreException} where the sense to report is known; any other {@link
 * IOException} becomes MEDIUM ERROR. The store stays usable after one.
 */
@ConsumerType
public interface BlockStore extends Closeable {
  /** Geometry as of now, capabilities, identity. Cheap. */
  VolumeInfo info();

  /** Size as of now; a multiple of the block size. Cheap. */
  default long size() {
    return info().geometry().size();
  }

  /**
   * Bytes of content, where that need not be whole blocks: the length of a compressed file, for
   * whom it is the layer below. What lies between it and {@link #size} reads as zero. Cheap. What
   * {@link VolumeInfo#contentLength} of {@link #info} tells.
   */
  default long contentLength() {
    return info().contentLength();
  }

  /**
   * Fills all of {@code into} from {@code offset} on. What was never written, or was zeroed, reads
   * as zero.
   */
  void read(long offset, Segments into) throws IOException;

  /**
   * Writes all of {@code from} at {@code offset}.
   *
   * @param flags any of {@link WriteFlags#FUA} and, where {@link Capabilities#atomicWrites} has it,
   *     {@link WriteFlags#ATOMIC}
   */
  void write(long offset, Segments from, int flags) throws IOException;

  /** Returns when every write that returned before this call began survives the machine's death. */
  void flush() throws IOException;

  /**
   * Says that the range's content matters no more. A hint: it may read as before, or as zero
   * (always as zero where {@link Capabilities#discardReadsZero}). Does nothing where there is no
   * discard.
   */
  void discard(long offset, long length) throws IOException;

  /**
   * Makes the range read as zero, without data from the caller.
   *
   * @param flags any of {@link WriteFlags#FUA} and {@link WriteFlags#MAY_DISCARD}
   */
  void writeZeroes(long offset, long length, int flags) throws IOException;

  /**
   * Whether the range's beginning is allocated, and how far the same holds. A store that can't tell
   * says all is allocated.
   */
  default BlockStatus status(long offset, long length) throws IOException {
    return new BlockStatus(length, true, false);
  }

  /**
   * Changes the size; what is gained reads as zero. From then on {@link #info} tells the new
   * geometry.
   *
   * @param size bytes, a multiple of the block size, more than 0
   * @throws StoreException where the store has no say in its size
   */
  default void resize(long size) throws IOException {
    throw StoreException.illegalRequest("this store's size can't be changed");
  }

  /**
   * Looks whether {@link #resize} to that size may succeed, and changes nothing: so that nobody is
   * asked to agree to what can't be done. A store that can't tell says nothing.
   *
   * @throws StoreException where it can't; the message tells a person why
   */
  default void requireResizable(long size) throws IOException {
    // resize tells
  }

  /**
   * Flushes and lets go, whatever happens; throws what the flush threw. Called once, when nothing
   * else is under way.
   */
  @Override
  void close() throws IOException;
}
