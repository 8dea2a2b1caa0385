package io.sluice.tcmu.internal.ring;

import static io.sluice.tcmu.internal.ring.TcmuAbi.IOVEC_SIZE;

import io.sluice.posix.NativeMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Native {@code struct iovec} arrays for the commands that are under way, used again and again.
 * There are as many as were ever needed at once, in sizes that grow by four.
 */
final class IovecPool {
  private static final int SMALLEST = 16;
  private static final int SIZE_SHIFT = 2;
  private static final int SIZES = 10;

  private final List<List<Iovecs>> free = new ArrayList<>();

  IovecPool() {
    for (int i = 0; i < SIZES; i++) {
      free.add(new ArrayList<>());
    }
  }

  /** Gives an array of at least {@code count} elements. */
  synchronized Iovecs take(int count) {
    int size = sizeOf(count);
    List<Iovecs> list = free.get(size);
    return list.isEmpty() ? new Iovecs(size) : list.remove(list.size() - 1);
  }

  synchronized void giveBack(Iovecs iovecs) {
    free.get(iovecs.size).add(iovecs);
  }

  private static int sizeOf(int count) {
    int size = 0;
    while (SMALLEST << (SIZE_SHIFT * size) < count) {
      size++;
    }
    return size;
  }

  /** One array. */
  static final class Iovecs {
    private final int size;
    private final ByteBuffer elements;
    private final long address;

    private Iovecs(int size) {
      this.size = size;
      elements = NativeMemory.allocate((SMALLEST << (SIZE_SHIFT * size)) * IOVEC_SIZE);
      address = NativeMemory.address(elements);
    }

    void set(int i, long base, long length) {
      elements.putLong(i * IOVEC_SIZE + TcmuAbi.IOV_BASE, base);
      elements.putLong(i * IOVEC_SIZE + TcmuAbi.IOV_LEN, length);
    }

    long base(int i) {
      return elements.getLong(i * IOVEC_SIZE + TcmuAbi.IOV_BASE);
    }

    int length(int i) {
      return (int) elements.getLong(i * IOVEC_SIZE + TcmuAbi.IOV_LEN);
    }

    /** Native address of element {@code i}. */
    long address(int i) {
      return address + (long) i * IOVEC_SIZE;
    }
  }
}
