package io.sluice.posix;

import io.sluice.backend.Segments;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Iovecs for segments that bring none, as many at a time as a system call takes, in the thread's
 * scratch memory. Segments on the Java heap are carried through its bounce buffer.
 */
final class IovecBatch {
  private final Segments segments;
  private final Scratch scratch;
  private final List<Carried> carried = new ArrayList<>();

  /** Where the next batch begins: byte {@link #skip} of segment {@link #next}. */
  private int next;

  private long skip;

  /**
   * @param at in the transfer, from which the next batch goes
   * @param bytes on the heap
   * @param inBounce where in the bounce buffer they are
   */
  private record Carried(long at, ByteBuffer bytes, int inBounce) {}

  /**
   * @param from the byte to begin with
   */
  IovecBatch(Segments segments, long from, Scratch scratch) {
    this.segments = segments;
    this.scratch = scratch;
    move(from);
  }

  /** Native address of the iovecs. */
  long address() {
    return scratch.address;
  }

  /** Fills in iovecs from here on. Returns how many; at least 1 when there are bytes left. */
  int prepare(boolean writing) {
    carried.clear();
    ByteBuffer bounce = null;
    int count = 0;
    long at = 0;
    for (int i = next; i < segments.count() && count < ScatterGather.IOV_MAX; i++) {
      int skipped = i == next ? (int) skip : 0;
      int length = segments.length(i) - skipped;
      long address = addressOf(i, writing);
      if (address != 0) {
        put(count++, address + skipped, length);
      } else {
        bounce = bounce == null ? scratch.bounce() : bounce;
        int part = Math.min(length, bounce.remaining());
        if (part == 0) {
          break;
        }
        ByteBuffer bytes = segments.buffer(i).slice(skipped, part);
        carried.add(new Carried(at, bytes, bounce.position()));
        put(count++, Scratch.addressOf(bounce) + bounce.position(), part);
        carry(bytes, bounce, writing);
        if (part < length) {
          break;
        }
      }
      at += length;
    }
    return count;
  }

  private static void carry(ByteBuffer bytes, ByteBuffer bounce, boolean writing) {
    if (writing) {
      bounce.put(bytes);
    } else {
      bounce.position(bounce.position() + bytes.remaining());
    }
  }

  /** Native address of segment {@code i}, 0 when it is on the heap. */
  private long addressOf(int i, boolean writing) {
    long address = segments.address(i);
    if (address != 0) {
      return address;
    }
    ByteBuffer buffer = segments.buffer(i);
    if (!writing && buffer.isReadOnly()) {
      throw new java.nio.ReadOnlyBufferException();
    }
    return buffer.isDirect() ? Scratch.addressOf(buffer) : 0;
  }

  private void put(int i, long base, long length) {
    int at = i * ScatterGather.IOVEC_SIZE;
    scratch.memory.putLong(at, base).putLong(at + Long.BYTES, length);
  }

  /** Takes note that the last batch's first {@code n} bytes were transferred. */
  void advance(long n, boolean writing) {
    if (!writing) {
      bringHome(n);
    }
    move(skip + n);
  }

  private void bringHome(long n) {
    for (Carried c : carried) {
      int got = (int) Math.min(c.bytes.remaining(), n - c.at);
      if (got > 0) {
        c.bytes.put(0, scratch.bounce(), c.inBounce, got);
      }
    }
  }

  /** Goes to the byte at this distance from the beginning of segment {@link #next}. */
  private void move(long distance) {
    skip = distance;
    while (next < segments.count() && skip >= segments.length(next)) {
      skip -= segments.length(next++);
    }
  }
}
