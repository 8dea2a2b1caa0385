package io.sluice.backends.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.sluice.backend.StoreException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Memory for the chunks of all RAM disks: outside the Java heap, where running out of it ends
 * nothing but the write that asked. A part of what the JVM may take there is left for others, whose
 * network and file buffers come from the same allowance. What was released waits here for the next
 * taker.
 */
final class ChunkMemory {
  /** Of the whole JVM. */
  static final ChunkMemory OF_JVM = new ChunkMemory(usableByJvm());

  private static final ByteBuffer ZEROES = ByteBuffer.allocateDirect(Chunk.SIZE).asReadOnlyBuffer();
  private static final int SHARE_OF_OTHERS = 8;
  private static final long LEAST_OF_OTHERS = 32L << 20;

  private final long limit;
  private final BufferPoolMXBean direct = directPool();
  private final ConcurrentLinkedQueue<ByteBuffer> released = new ConcurrentLinkedQueue<>();

  /**
   * @param limit bytes outside the heap that the JVM may have in use when a chunk was taken
   */
  ChunkMemory(long limit) {
    this.limit = limit;
  }

  private static long usableByJvm() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long set = Long.parseLong(jvm.getVMOption("MaxDirectMemorySize").getValue());
    long allowed = set > 0 ? set : Runtime.getRuntime().maxMemory();
    return allowed - Math.max(LEAST_OF_OTHERS, allowed / SHARE_OF_OTHERS);
  }

  private static BufferPoolMXBean directPool() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .findFirst()
        .orElseThrow();
  }

  /** Bytes that all RAM disks together can hold at the most. */
  long limit() {
    return Math.max(0, limit);
  }

  /**
   * Memory of {@link Chunk#SIZE} zero bytes.
   *
   * @throws StoreException when there is none left
   */
  ByteBuffer take() throws StoreException {
    ByteBuffer memory = released.poll();
    if (memory != null) {
      zero(memory);
      return memory;
    }
    if (direct.getMemoryUsed() + Chunk.SIZE > limit) {
      throw outOfMemory(null);
    }
    try {
      return ByteBuffer.allocateDirect(Chunk.SIZE);
    } catch (OutOfMemoryError e) { // of the allowance, or of malloc: the heap is well
      throw outOfMemory(e);
    }
  }

  private StoreException outOfMemory(Throwable cause) {
    return StoreException.noSpace(
        "no memory left for RAM disks, which may have %d MiB together; -XX:MaxDirectMemorySize sets it"
            .formatted(limit() >> 20),
        cause);
  }

  /** Takes memory back that nobody uses any more. */
  void release(ByteBuffer memory) {
    released.add(memory);
  }

  /** Sets all of {@code memory} to zero. */
  static void zero(ByteBuffer memory) {
    memory.put(0, ZEROES, 0, memory.capacity());
  }
}
