package io.sluice.backend;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An ordered list of memory regions that together hold the bytes of one transfer: the ring's
 * mapping, network buffers, or plain arrays. Region boundaries may lie anywhere, even inside a
 * block.
 *
 * <p>A list, not a copy: reads and writes go to the transport's own memory, which is valid until
 * the command is completed. Nothing here allocates except {@link #buffer}, {@link #slice} and the
 * factories. Several threads may use distinct bytes at once.
 */
@ProviderType
public abstract class Segments {
  /** No bytes. */
  public static final Segments EMPTY = of();

  private static final ByteBuffer ZEROES = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  /** Segments over the remaining bytes of each buffer, in this order. */
  public static Segments of(ByteBuffer... buffers) {
    return new BufferSegments(buffers);
  }

  /** Segments over an array. */
  public static Segments of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /** Number of regions; 0 when empty. */
  public abstract int count();

  /** Bytes in all regions. */
  public abstract long length();

  /** Bytes in region {@code i}, more than 0. */
  public abstract int length(int i);

  /**
   * The buffer that region {@code i} lies in. It is shared by all callers: use absolute methods
   * only, and never change its position or limit.
   */
  protected abstract ByteBuffer base(int i);

  /** Index of region {@code i}'s first byte in {@link #base}. */
  protected abstract int start(int i);

  /**
   * Native address of region {@code i}, for system calls; 0 if it has none (on the Java heap) or
   * the address is not known.
   */
  public abstract long address(int i);

  /**
   * Native address of an array of {@code struct iovec} with one element for each region, valid as
   * long as the regions are; 0 if there is none.
   */
  public long iovecs() {
    return 0;
  }

  /** A new view of region {@code i}: position 0, limit its length. */
  public final ByteBuffer buffer(int i) {
    return base(i).slice(start(i), length(i));
  }

  /** {@code length} bytes from {@code offset} on, as a separate list over the same memory. */
  public final Segments slice(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, length());
    return offset == 0 && length == length() ? this : new SegmentsSlice(this, offset, length);
  }

  /** Copies {@code length} bytes from {@code offset} on into an array. */
  public final void get(long offset, byte[] into, int at, int length) {
    Objects.checkFromIndexSize(at, length, into.length);
    get(offset, ByteBuffer.wrap(into, at, length));
  }

  /** Fills the remaining space of {@code into} with the bytes from {@code offset} on. */
  public final void get(long offset, ByteBuffer into) {
    Objects.checkFromIndexSize(offset, into.remaining(), length());
    for (int i = 0; into.hasRemaining(); i++) {
      int n = length(i);
      if (offset < n) {
        int part = (int) Math.min(n - offset, into.remaining());
        into.put(into.position(), base(i), start(i) + (int) offset, part);
        into.position(into.position() + part);
        offset = 0;
      } else {
        offset -= n;
      }
    }
  }

  /** Copies {@code length} bytes of an array to {@code offset}. */
  public final void put(long offset, byte[] from, int at, int length) {
    Objects.checkFromIndexSize(at, length, from.length);
    put(offset, ByteBuffer.wrap(from, at, length));
  }

  /** Copies the remaining bytes of {@code from} to {@code offset}. */
  public final void put(long offset, ByteBuffer from) {
    Objects.checkFromIndexSize(offset, from.remaining(), length());
    for (int i = 0; from.hasRemaining(); i++) {
      int n = length(i);
      if (offset < n) {
        int part = (int) Math.min(n - offset, from.remaining());
        base(i).put(start(i) + (int) offset, from, from.position(), part);
        from.position(from.position() + part);
        offset = 0;
      } else {
        offset -= n;
      }
    }
  }

  /** Sets {@code length} bytes from {@code offset} on to zero. */
  public final void zero(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, length());
    while (length > 0) {
      int part = (int) Math.min(length, ZEROES.capacity());
      put(offset, ZEROES.slice(0, part));
      offset += part;
      length -= part;
    }
  }

  static void zero(ByteBuffer bytes, int at, int length) {
    for (int done = 0; done < length; done += ZEROES.capacity()) {
      bytes.put(at + done, ZEROES, 0, Math.min(length - done, ZEROES.capacity()));
    }
  }

  /** Puts bytes directly after those already put. */
  void append(long at, ByteBuffer from) {
    put(at, from);
  }

  /**
   * Called before a store's read fills the first bytes. Returns whether {@link #endFill} must be
   * called.
   */
  boolean beginFill() {
    return false;
  }

  /** Called when a store's read has ended and filled {@code filled} bytes: all or none. */
  void endFill(long filled) {}

  @Override
  public String toString() {
    return length() + " bytes in " + count() + " segments";
  }
}
