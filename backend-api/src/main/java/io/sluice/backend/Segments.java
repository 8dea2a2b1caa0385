package io.sluice.backend;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An ordered list of memory regions that together hold the bytes of one transfer: the ring's
 * mapping, network buffers, or plain arrays. Region boundaries may lie anywhere, also inside a
 * block.
 *
 * <p>A list, not a copy: what is read or written is the transport's own memory, valid until the
 * command is completed. Nothing here allocates, but for {@link #buffer}, {@link #slice} and the
 * factories. Threads may use distinct bytes at once.
 */
@ProviderType
public abstract class Segments {
  /** No bytes. */
  public static final Segments EMPTY = of();

  private static final ByteBuffer ZEROES = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  /** Over what remains of each buffer, in this order. */
  public static Segments of(ByteBuffer... buffers) {
    return new BufferSegments(buffers);
  }

  /** Over an array. */
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
   * The buffer that region {@code i} lies in, shared by all callers: use absolute methods only,
   * never change its position or limit.
   */
  protected abstract ByteBuffer base(int i);

  /** Index of region {@code i}'s first byte in {@link #base}. */
  protected abstract int start(int i);

  /**
   * Native address of region {@code i}, for system calls; 0 where it has none (on the Java heap) or
   * it is not known.
   */
  public abstract long address(int i);

  /**
   * Native address of an array of {@code struct iovec} with one element for each region, valid as
   * long as the regions; 0 where there is none.
   */
  public long iovecs() {
    return 0;
  }

  /** A view of region {@code i} of its own: position 0, limit its length. */
  public final ByteBuffer buffer(int i) {
    return base(i).slice(start(i), length(i));
  }

  /** The bytes from {@code offset} on, as a list of their own over the same memory. */
  public final Segments slice(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, length());
    return offset == 0 && length == length() ? this : new SegmentsSlice(this, offset, length);
  }

  /** Copies {@code length} bytes from {@code offset} on into an array. */
  public final void get(long offset, byte[] into, int at, int length) {
    Objects.checkFromIndexSize(at, length, into.length);
    get(offset, ByteBuffer.wrap(into, at, length));
  }

  /** Copies bytes from {@code offset} on into all that remains of {@code into}. */
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

  /** Copies an array's bytes to {@code offset}. */
  public final void put(long offset, byte[] from, int at, int length) {
    Objects.checkFromIndexSize(at, length, from.length);
    put(offset, ByteBuffer.wrap(from, at, length));
  }

  /** Copies all that remains of {@code from} to {@code offset}. */
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

  /** Sets bytes to zero. */
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

  /** Puts bytes where all before them were put already. */
  void append(long at, ByteBuffer from) {
    put(at, from);
  }

  /** A store's read is about to fill the beginning. Returns whether {@link #endFill} is due. */
  boolean beginFill() {
    return false;
  }

  /** A store's read is over, and has filled so many bytes, all or none. */
  void endFill(long filled) {}

  @Override
  public String toString() {
    return length() + " bytes in " + count() + " segments";
  }
}
