package io.sluice.backend;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Memory that a transport lends to a command for its data-in, and in which data of others may still
 * lie. Only what was put there may leave: a transport asks {@link #filled}, whatever the answer
 * claims.
 *
 * <p>What is put with {@link ScsiCmd#put(byte[], int, int)}, and what a store's read has filled as
 * a whole by {@link ScsiCmd#fill}, is taken note of. Whoever gets at the bytes in any other way
 * finds zeroes where nothing was put yet, and from then on all of it counts as put. That way it
 * costs nothing where a store reads straight into it, and nothing where nobody touches it.
 *
 * <p>Threads may use distinct bytes at once, as of all segments.
 */
@ProviderType
public abstract class LentSegments extends Segments {
  /** Whether bytes can be got at as they are: all are the command's own, or a read is under way. */
  private volatile boolean open;

  /** So many bytes, from the first on, were put there. */
  private long own;

  /** For transports. Nothing was put there yet. */
  protected LentSegments() {}

  /** As {@link #base}, of the memory as it is. */
  protected abstract ByteBuffer memory(int i);

  /** As {@link #address}, of the memory as it is. */
  protected long memoryAddress(int i) {
    return 0;
  }

  /** As {@link #iovecs}, of the memory as it is. */
  protected long memoryIovecs() {
    return 0;
  }

  /**
   * Whether data may lie there that this command's initiator must not see even where a store says
   * that it has read and has not: that of another logical unit, or of another session.
   */
  protected abstract boolean isForeign();

  /** For transports: the bytes from the first on that were put there, so far. */
  protected final long own() {
    return own;
  }

  /** For transports: so many bytes, from the first on, came from the initiator itself. */
  protected final void own(long bytes) {
    own = bytes;
    open = bytes >= length();
  }

  /**
   * For transports: how many bytes, from the first on, the initiator may get of what the answer
   * says to be filled. The answer is GOOD.
   */
  public final long filled(ScsiResponse response) {
    return Math.min(own, Math.max(0, length() - response.residual()));
  }

  /** Zeroes what nobody has put anything into, for who gets at the bytes in ways not followed. */
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
