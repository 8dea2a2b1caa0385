package io.sluice.backend;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Memory that a transport lends to a command for its data-in, and which may still contain other
 * commands' data. Only bytes that the command put there may be sent: a transport asks {@link
 * #filled}, whatever the response claims.
 *
 * <p>Bytes put with {@link ScsiCmd#put(byte[], int, int)}, and bytes that a store's read has filled
 * completely through {@link ScsiCmd#fill}, are tracked. Any other access to the bytes first zeroes
 * those that were not put yet, and from then on all bytes count as put. This costs nothing when a
 * store reads straight into the memory, and nothing when nobody touches it.
 *
 * <p>Several threads may use distinct bytes at once, as with all segments.
 */
@ProviderType
public abstract class LentSegments extends Segments {
  /**
   * Whether the bytes may be accessed as they are: all belong to the command, or a read is in
   * progress.
   */
  private volatile boolean open;

  /** How many bytes, from the first on, were put here. */
  private long own;

  /** For transports. Nothing has been put here yet. */
  protected LentSegments() {}

  /** As {@link #base}, for the memory as it is. */
  protected abstract ByteBuffer memory(int i);

  /** As {@link #address}, for the memory as it is. */
  protected long memoryAddress(int i) {
    return 0;
  }

  /** As {@link #iovecs}, for the memory as it is. */
  protected long memoryIovecs() {
    return 0;
  }

  /**
   * Whether the memory may contain data that this command's initiator must not see, even if a store
   * wrongly claims to have read: data of another logical unit, or of another session.
   */
  protected abstract boolean isForeign();

  /** For transports: how many bytes, from the first on, have been put here so far. */
  protected final long own() {
    return own;
  }

  /**
   * For transports: says that this many bytes, from the first on, came from the initiator itself.
   */
  protected final void own(long bytes) {
    own = bytes;
    open = bytes >= length();
  }

  /**
   * For transports: how many of the bytes that the response claims to have filled, counted from the
   * first, may be sent to the initiator. The response's status is GOOD.
   */
  public final long filled(ScsiResponse response) {
    return Math.min(own, Math.max(0, length() - response.residual()));
  }

  /** Zeroes the bytes that nobody has put, before an access that is not tracked. */
  private synchronized void reveal() {
    if (!open) {
      clear();
      open = true;
    }
  }

  private void clear() {
    long offset = 0;
    for (int i = 0; i < count(); i++) {
      int n = length(i);
      int kept = (int) Math.max(0, Math.min(n, own - offset));
      zero(memory(i), start(i) + kept, n - kept);
      offset += n;
    }
    own = length();
  }

  @Override
  protected final ByteBuffer base(int i) {
    if (!open) {
      reveal();
    }
    return memory(i);
  }

  @Override
  public final long address(int i) {
    if (!open) {
      reveal();
    }
    return memoryAddress(i);
  }

  @Override
  public final long iovecs() {
    if (!open) {
      reveal();
    }
    return memoryIovecs();
  }

  @Override
  final synchronized void append(long at, ByteBuffer from) {
    if (open || at != own) {
      put(at, from);
      return;
    }
    long offset = at;
    for (int i = 0; from.hasRemaining(); i++) {
      int n = length(i);
      if (offset < n) {
        int part = (int) Math.min(n - offset, from.remaining());
        memory(i).put(start(i) + (int) offset, from, from.position(), part);
        from.position(from.position() + part);
        own += part;
        offset = 0;
      } else {
        offset -= n;
      }
    }
    open = own == length();
  }

  @Override
  final synchronized boolean beginFill() {
    if (open) {
      return false;
    }
    if (isForeign()) {
      reveal();
      return false;
    }
    open = true;
    return true;
  }

  @Override
  final synchronized void endFill(long filled) {
    own = Math.max(own, filled);
    open = own >= length();
  }
}
